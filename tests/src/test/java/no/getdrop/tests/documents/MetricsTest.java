package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The list of metrics in `docs/monitoring.md` is the list of those that the functions publish,
/// with unit, dimension and function.
final class MetricsTest {
    private static final Pattern PUBLISHED =
            Pattern.compile(
                    "Metrics\\.(count|milliseconds|seconds)\\(\\s*\"(\\w+)\",[\\s\\S]*?"
                            + "(?:Map\\.of\\((?:\"(\\w+)\")?|(dimensions)\\))");
    private static final Pattern ANY_NAME =
            Pattern.compile("Metrics\\.(?:count|milliseconds|seconds)\\(\\s*[a-z]");
    private static final Pattern FIGURE = Pattern.compile("\"([A-Z][A-Za-z]+)\"");
    private static final Pattern DOCUMENTED =
            Pattern.compile(
                    "^\\| `([A-Z]\\w+)` \\| (\\w+) \\| (\\S+) \\| (\\w+) \\| \\S",
                    Pattern.MULTILINE);

    private static final Map<String, String> UNITS =
            Map.of("count", "Count", "milliseconds", "Milliseconds", "seconds", "Seconds");

    @Test
    void everyMetricIsDocumentedAsItIsPublishedAndNoOther() {
        Map<String, String> published = published();
        assertThat(published).hasSizeGreaterThan(40).containsKey("OutboxLag");
        Map<String, String> documented = new TreeMap<>();
        Matcher rows =
                DOCUMENTED.matcher(Repository.text(Repository.ROOT.resolve("docs/monitoring.md")));
        while (rows.find()) {
            String before =
                    documented.put(
                            rows.group(1),
                            rows.group(2) + " " + rows.group(3) + " " + rows.group(4));
            assertThat(before).as("%s twice", rows.group(1)).isNull();
        }
        assertThat(documented).isEqualTo(published);
    }

    private static Map<String, String> published() {
        Map<String, String> published = new TreeMap<>();
        Set<String> byVariable = new TreeSet<>();
        for (Path file : Repository.files(".java")) {
            String path = Repository.ROOT.relativize(file).toString();
            if (!path.startsWith("functions/") || !path.contains("src/main")) {
                continue;
            }
            String function = path.split("/", -1)[1];
            String text = Repository.text(file);
            for (MatchResult each : PUBLISHED.matcher(text).results().toList()) {
                // What a tick of the backup publishes is of a database.
                String dimension =
                        each.group(4) != null
                                ? "database"
                                : each.group(3) == null ? "–" : each.group(3);
                published.put(
                        each.group(2), UNITS.get(each.group(1)) + " " + dimension + " " + function);
            }
            if (ANY_NAME.matcher(text).find()) {
                byVariable.add(path);
            }
        }
        Path figures =
                Repository.ROOT.resolve(
                        "functions/backup/src/main/java/no/getdrop/backup/Figures.java");
        FIGURE.matcher(Repository.text(figures))
                .results()
                .map(each -> each.group(1))
                .forEach(name ->
                        published.put(
                                name,
                                (name.endsWith("Seconds") ? "Seconds" : "Count")
                                        + " database backup"));
        assertThat(byVariable)
                .as("names that this test does not see")
                .containsExactly("functions/backup/src/main/java/no/getdrop/backup/Ticks.java");
        return published;
    }
}
