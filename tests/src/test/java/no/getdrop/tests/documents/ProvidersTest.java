package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// docs/providers.md says what is true: each provider that the local host stands in for has a row
/// in each table, whose tests, classes and folders exist; each kind of refusal is shown, or it is
/// said why there is none; and each published file has its source.
final class ProvidersTest {
    private static final String DOCUMENT =
            Repository.text(Repository.ROOT.resolve("docs/providers.md"));

    private static final Pattern NAME = Pattern.compile("`([^`]*)`");
    private static final Pattern TEST = Pattern.compile("(\\w+(?:Test|IT))(?:\\.(\\w+))?");
    private static final Pattern STAND_IN = Pattern.compile("(\\w+)\\.start\\(");
    private static final Pattern SOURCE =
            Pattern.compile(
                    "(?m)^\\| `([^`]+)` \\| (?:example|example, quoted|data, quoted|composed) \\|"
                            + " \\S.* \\|$");

    private static final String PROVIDERS =
            "local/src/main/java/no/getdrop/local/providers/Providers.java";
    private static final int KINDS_OF_REFUSAL = 5;

    private static final Map<String, String> TESTS = new HashMap<>();
    private static final Set<String> CLASSES = new HashSet<>();

    @BeforeAll
    static void readTheTree() {
        for (Path file : Repository.files(".java")) {
            String name = file.getFileName().toString().replace(".java", "");
            CLASSES.add(name);
            if (TEST.matcher(name).matches()) {
                TESTS.put(name, Repository.text(file));
            }
        }
    }

    @Test
    void theDocumentHolds() {
        assertThat(faults(DOCUMENT)).isEmpty();
    }

    /// The first place of `right` made wrong is a fault, and the one that it should be.
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "BrregTest\\.whatThe\\w+ ~ BrregTest.whatNobodyHas ~ no test BrregTest.whatNobody",
                "`SumsubContractTest\\.aClock\\w+` ~ there is one ~ shows nothing",
                "none: nothing is signed ~ no ~ shows nothing",
                "`ListPublishers` ~ `ListPublisher` ~ ListPublishers has no row",
                "`NorgesBank` ~ `NorgeBank` ~ no class NorgeBank",
                "getdrop/rates/published ~ getdrop/rates/publish ~ getdrop/rates/published is not",
                "(?m)^\\| Slack \\| the address.*\\R ~ '' ~ Slack has no row",
                "(?m)^\\| Slack \\| `Notifier.*\\R ~ '' ~ Slack has no row"
            })
    void aFaultIsFound(String right, String wrong, String fault) {
        Matcher place = Pattern.compile(right).matcher(DOCUMENT);
        assertThat(place.find()).as(right).isTrue();
        String mutated = place.replaceFirst(Matcher.quoteReplacement(wrong));
        assertThat(faults(mutated)).anyMatch(found -> found.contains(fault));
    }

    @Test
    void everyPublishedFileHasItsSource() {
        List<String> faults = new ArrayList<>();
        for (Path folder : published()) {
            List<String> named =
                    SOURCE.matcher(Repository.text(folder.resolve("README.md")))
                            .results()
                            .map(row -> row.group(1))
                            .toList();
            List<String> there = new ArrayList<>(Repository.names(folder));
            there.remove("README.md");
            if (!new TreeSet<>(named).equals(new TreeSet<>(there))) {
                faults.add(folder + " holds " + there + " and tells of " + named);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(published()).hasSizeGreaterThan(6);
    }

    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        Map<String, List<String>> providers = rows(text, "Who they are");
        Map<String, List<String>> refusals = rows(text, "What is refused");
        Map<String, List<String>> taken = rows(text, "That Drop is taken");
        providers.forEach((provider, cells) -> {
            for (String name : names(String.join(" ", cells))) {
                if (!name.contains("/") && !CLASSES.contains(name)) {
                    faults.add("no class " + name);
                }
            }
            for (Map<String, List<String>> table : List.of(refusals, taken)) {
                if (!table.containsKey(provider)) {
                    faults.add(provider + " has no row in a table");
                }
            }
        });
        refusals.forEach((provider, cells) -> {
            if (cells.size() != KINDS_OF_REFUSAL) {
                faults.add(provider + " has " + cells.size() + " kinds of refusal");
            }
            cells.stream()
                    .filter(cell -> !shows(cell))
                    .forEach(cell -> faults.add(provider + ": '" + cell + "' shows nothing"));
        });
        standIns().stream()
                .filter(name -> !text.contains("| `" + name + "` |"))
                .forEach(name -> faults.add(name + " has no row"));
        published().stream()
                .map(folder -> Repository.ROOT.relativize(folder).toString())
                .filter(folder -> !text.contains("`" + folder + "`"))
                .forEach(folder -> faults.add(folder + " is not told of"));
        faults.addAll(missingTests(text));
        return faults;
    }

    /// Whether a cell names a test, or says why there can be none.
    private static boolean shows(String cell) {
        return cell.startsWith("none: ")
                || names(cell).stream().anyMatch(name -> TEST.matcher(name).matches());
    }

    private static List<String> missingTests(String text) {
        List<String> faults = new ArrayList<>();
        for (String name : names(text)) {
            Matcher test = TEST.matcher(name);
            if (test.matches()) {
                String source = TESTS.getOrDefault(test.group(1), "");
                boolean exists =
                        test.group(2) == null
                                ? !source.isEmpty()
                                : source.contains("void " + test.group(2) + "(");
                if (!exists) {
                    faults.add("no test " + name);
                }
            }
        }
        return faults;
    }

    /// The rows of the table under a heading by their first cell, with the other cells.
    private static Map<String, List<String>> rows(String text, String heading) {
        Map<String, List<String>> rows = new HashMap<>();
        int start = text.indexOf("## " + heading);
        int end = text.indexOf("\n## ", start);
        for (String line : text.substring(start, end).split("\n", -1)) {
            if (line.startsWith("| ") && !line.startsWith("| provider ")) {
                List<String> cells = List.of(line.substring(2).split(" \\| | \\|$", -1));
                rows.put(cells.getFirst(), cells.subList(1, cells.size() - 1));
            }
        }
        return rows;
    }

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    }

    /// What the local host starts in a provider's place.
    private static List<String> standIns() {
        String providers = Repository.text(Repository.ROOT.resolve(PROVIDERS));
        List<String> names =
                STAND_IN.matcher(providers).results().map(found -> found.group(1)).toList();
        assertThat(names).contains("Bank", "Slack").hasSizeGreaterThan(6);
        return names;
    }

    private static List<Path> published() {
        return Repository.files("published/README.md").stream().map(Path::getParent).toList();
    }
}
