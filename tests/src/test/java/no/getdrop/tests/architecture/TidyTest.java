package no.getdrop.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What can be told of the sources without compiling them.
final class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;
    private static final int COLUMNS_MAX = 100;

    /// What must not stand in a source, and what to do instead.
    private static final Map<String, String> BANNED =
            Map.of(
                    "TO" + "DO", "do it, or tell it in an ADR",
                    "FIX" + "ME", "mend it",
                    "org." + "mockito", "use a real database and fakes over HTTP",
                    "@Dis" + "abled", "a test that does not run proves nothing",
                    "Assump" + "tions.", "a test that skips itself proves nothing",
                    "SELECT" + " *", "list the columns",
                    "EnvironmentVariable" + "CredentialsProvider",
                            "under SnapStart credentials come from the container: default chain");

    @Test
    void noSourceHoldsWhatIsBanned() {
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(".java", ".sql")) {
            String text = Repository.text(file);
            BANNED.forEach((banned, instead) -> {
                if (text.contains(banned)) {
                    found.add(file + ": " + banned + ": " + instead);
                }
            });
        }
        assertThat(found).isEmpty();
    }

    @Test
    void filesAndLinesAreShort() {
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            List<String> lines = Repository.text(file).lines().toList();
            if (lines.size() > FILE_LINES_MAX) {
                found.add(file + ": " + lines.size() + " lines, at most " + FILE_LINES_MAX);
            }
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.length() > COLUMNS_MAX && !isUnbreakable(line)) {
                    found.add(file + ":" + (i + 1) + ": over " + COLUMNS_MAX + " columns");
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /// The formatter cannot break an import or a line of markup in a text block.
    private static boolean isUnbreakable(String line) {
        return line.startsWith("import ") || line.strip().startsWith("<");
    }

    @Test
    void methodsAreShort() {
        Pattern start = Pattern.compile("^    (?! )[^/*@}].*\\{$");
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            List<String> lines = Repository.text(file).lines().toList();
            int from = -1;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean type = line.matches(".*\\b(class|interface|enum|record)\\b.*");
                if (start.matcher(line).matches() && !type) {
                    from = i;
                } else if (line.equals("    }") && from >= 0) {
                    if (i - from + 1 > METHOD_LINES_MAX) {
                        found.add(file + ":" + (from + 1) + ": " + (i - from + 1) + " lines");
                    }
                    from = -1;
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noFileNamesAMachineOrARegistry() {
        Pattern banned =
                Pattern.compile(
                        "(^|[\\s\"'=(])/(work|root)/|distribution" + "Url=|\"resolved\": *\"http");
        List<String> found = new ArrayList<>();
        for (Path file :
                Repository.files(
                        ".java", ".xml", ".yaml", ".toml", ".md", ".sql", ".sh", ".json", "run")) {
            if (banned.matcher(Repository.text(file)).find()) {
                found.add(file.toString());
            }
        }
        assertThat(found).isEmpty();
    }
}
