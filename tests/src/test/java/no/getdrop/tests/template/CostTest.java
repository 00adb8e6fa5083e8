package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// docs/cost.md is what `./checks/cost` computes of the template as it is.
final class CostTest {
    private static final Path DOCUMENT = Repository.ROOT.resolve("docs/cost.md");

    @Test
    void theDocumentIsWhatIsComputed() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(Repository.ROOT.resolve("checks/cost").toString())
                        .redirectErrorStream(true)
                        .start();
        String computed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(computed).isZero();
        assertThat(Repository.text(DOCUMENT)).as("run ./checks/cost --write").isEqualTo(computed);
    }

    /// The sum of an environment's lines, at each load, is what the first table says.
    @Test
    void theTablesAddUp() {
        String text = Repository.text(DOCUMENT);
        Map<String, List<Integer>> rows = new TreeMap<>();
        Pattern.compile("(?m)^\\| (\\w[\\w ,]*) \\|((?: [\\d,]+(?: \\*)? \\|){4})$")
                .matcher(text.substring(0, text.indexOf("## Development")))
                .results()
                .forEach((MatchResult row) -> rows.put(row.group(1), numbers(row.group(2))));
        assertThat(rows).containsOnlyKeys("development", "staging", "production");
        rows.forEach((environment, totals) -> {
            String title =
                    "## "
                            + environment.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + environment.substring(1);
            String section =
                    text.substring(text.indexOf(title) + title.length()).split("\n## ", 2)[0];
            int[] sums = new int[4];
            Pattern.compile("(?m)^\\| (\\w[\\w ,]*) \\|((?: [\\d,]+ \\|){4})$")
                    .matcher(section)
                    .results()
                    .forEach((MatchResult row) -> {
                        for (int i = 0; i < sums.length; i++) {
                            sums[i] += numbers(row.group(2)).get(i);
                        }
                    });
            for (int i = 0; i < sums.length; i++) {
                // Eleven lines, each rounded by half a dollar at most.
                assertThat(totals.get(i)).as(environment).isBetween(sums[i] - 6, sums[i] + 6);
            }
            assertThat(totals).isSorted();
        });
    }

    private static List<Integer> numbers(String cells) {
        return Pattern.compile("\\d[\\d,]*")
                .matcher(cells)
                .results()
                .map(cell -> Integer.parseInt(cell.group().replace(",", "")))
                .toList();
    }
}
