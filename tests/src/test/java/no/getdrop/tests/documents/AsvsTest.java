package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// docs/security/asvs.md says what it may: each requirement of OWASP ASVS 5.0 that is in its scope
/// stands there once, in a row or among those left out; what shows a row exists; the summary counts
/// right.
final class AsvsTest {
    private static final String DOCUMENT =
            Repository.text(Repository.ROOT.resolve("docs/security/asvs.md"));

    /// The sections of ASVS 5.0.0, each with the levels of its requirements in their order.
    private static final String STANDARD =
            """
            V1.1:22 V1.2:1111122223 V1.3:112222222223 V1.4:222 V1.5:123
            V2.1:122 V2.2:112 V2.3:12223 V2.4:23
            V3.1:3 V3.2:113 V3.3:12223 V3.4:11222233 V3.5:11122333 V3.6:3 V3.7:22333
            V4.1:12233 V4.2:23333 V4.3:22 V4.4:1222
            V5.1:2 V5.2:112333 V5.3:113 V5.4:222
            V6.1:122 V6.2:111111112222 V6.3:11223333 V6.4:112233
            V6.5:22222333 V6.6:2223 V6.7:33 V6.8:2222
            V7.1:222 V7.2:1111 V7.3:22 V7.4:11222 V7.5:223 V7.6:22
            V8.1:1233 V8.2:1123 V8.3:133 V8.4:23
            V9.1:111 V9.2:1222
            V10.1:22 V10.2:223 V10.3:22223 V10.4:1111122222233333
            V10.5:22222 V10.6:22 V10.7:222
            V11.1:2233 V11.2:22233 V11.3:11233 V11.4:1222 V11.5:23 V11.6:23 V11.7:33
            V12.1:12233 V12.2:11 V12.3:22223
            V13.1:2333 V13.2:222223 V13.3:2233 V13.4:1222233
            V14.1:22 V14.2:12223333 V14.3:122
            V15.1:12233 V15.2:12233 V15.3:1222222 V15.4:3333
            V16.1:2 V16.2:22222 V16.3:2222 V16.4:222 V16.5:2223
            V17.1:23 V17.2:22223333 V17.3:22
            """;

    /// Of level 3 the document holds business logic and authentication whole, and that more
    /// authentication is asked for before what is highly sensitive.
    private static final Pattern LEVEL_3_IN_SCOPE = Pattern.compile("V2\\..*|V6\\..*|V7\\.5\\.3");

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (V[0-9.]+) \\| (.*) \\| (.*) \\| (.*) \\| (.*) \\|$");
    private static final String ID = "V\\d+\\.\\d+\\.\\d+";
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*(?:Test|IT))\\.(\\w+)");
    private static final Pattern RESOURCE = Pattern.compile("template: (\\w+)");
    private static final Pattern FILE = Pattern.compile("[\\w/.-]+\\.(?:md|yaml|json)");

    private static final String MET = "met";
    private static final String ELSEWHERE = "met elsewhere";
    private static final String NOT_MET = "not met";

    private static final Map<String, String> TESTS = new HashMap<>();
    private static final Set<String> RESOURCES = new HashSet<>();
    private static final Map<String, Integer> LEVELS = levels();

    /// @param shown what shows it, or what is missing
    private record Row(String id, String level, String words, String status, String shown) {}

    @BeforeAll
    static void readTheTree() {
        for (Path file : Repository.files("Test.java", "IT.java")) {
            TESTS.put(file.getFileName().toString().replace(".java", ""), Repository.text(file));
        }
        String template = Repository.text(Repository.ROOT.resolve("template.yaml"));
        RESOURCES.addAll(all("(?m)^  (\\w+):\\R    Type: AWS::", template));
        assertThat(RESOURCES).contains("Api", "ApiFunction").doesNotContain("Environment");
    }

    @Test
    void theDocumentHolds() {
        assertThat(faults(DOCUMENT)).isEmpty();
        assertThat(rows(DOCUMENT)).hasSizeGreaterThan(120);
    }

    @Test
    void theStandardIsWhole() {
        assertThat(LEVELS).hasSize(345).containsEntry("V1.2.10", 3).containsEntry("V2.1.1", 1);
    }

    /// The first place of `right` made wrong is a fault, and the one that it should be.
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "`AccessTokensTest\\. ~ `AccessTokenTest. ~ no test AccessTokenTest",
                "`AuthorisationMatrixIT\\.\\w+` ~ `AuthorisationMatrixIT.x` ~ no test Auth",
                "`template: ApiDomain` ~ `template: ApoDomain` ~ no resource ApoDomain",
                "`template: ApiDomain` ~ `ApiDomain` ~ nothing is called ApiD",
                "`docs/environment\\.md` ~ `docs/environs.md` ~ no file docs/environs.md",
                "\\| met \\| ` ~ | good | ` ~ is none",
                "\\| met elsewhere \\| ` ~ | met | ` ~ counted",
                "V1\\.2\\.4 \\| 1 ~ V1.2.4 | 2 ~ V1.2.4 is of level 1",
                "V1\\.2\\.4 \\| ~ V1.2.99 | ~ V1.2.99 is not of ASVS",
                "V1\\.2\\.4 \\| ~ V1.2.3 | ~ V1.2.3 stands here 2 times",
                "V1\\.2\\.4 \\| ~ X1.2.4 | ~ V1.2.4 stands here 0 times",
                "Left out: V1\\.2\\.5 ~ Left out: ~ V1.2.5 stands here 0 times",
                "Missing: [^|]* ~ ' ' ~ what is missing",
                "\\| met \\| `[^|]*\\| ~ | met | nothing | ~ is shown by nothing",
                "\\| all \\| \\d+ ~ | all | 7 ~ counted",
                "\\| V9 Tokens \\| \\d+ ~ | V9 Tokens | 77 ~ counted"
            })
    void aFaultIsFound(String right, String wrong, String fault) {
        Matcher place = Pattern.compile(right).matcher(DOCUMENT);
        assertThat(place.find()).as(right).isTrue();
        String mutated = place.replaceFirst(Matcher.quoteReplacement(wrong));
        assertThat(faults(mutated)).anyMatch(found -> found.contains(fault));
    }

    /// All that is wrong with a text of the document's form.
    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        rows(text).forEach(row -> faults.addAll(faults(row)));
        faults.addAll(missing(text));
        String counted = summary(text);
        if (!text.contains(counted)) {
            faults.add("the summary is not as counted:\n" + counted);
        }
        return faults;
    }

    private static List<String> faults(Row row) {
        List<String> faults = new ArrayList<>();
        int level = LEVELS.getOrDefault(row.id(), 0);
        if (level > 0 && !row.level().equals(Integer.toString(level))) {
            faults.add(row.id() + " is of level " + level);
        }
        if (!Set.of(MET, ELSEWHERE, NOT_MET).contains(row.status())) {
            faults.add("%s: the status '%s' is none".formatted(row.id(), row.status()));
        }
        if (row.status().equals(NOT_MET) != row.shown().contains("Missing: ")) {
            faults.add(row.id() + ": only what is not met says what is missing, and it must");
        }
        List<String> named = all("`([^`]*)`", row.shown());
        named.forEach(name -> fault(name).ifPresent(fault -> faults.add(row.id() + ": " + fault)));
        boolean shown =
                switch (row.status()) {
                    case MET -> anyIs(TEST, named) || anyIs(FILE, named);
                    case ELSEWHERE -> anyIs(RESOURCE, named);
                    default -> true;
                };
        if (!shown) {
            faults.add(row.id() + " is shown by nothing");
        }
        return faults;
    }

    /// What is wrong with a name of a test, a resource or a file.
    private static Optional<String> fault(String name) {
        Matcher test = TEST.matcher(name);
        if (test.matches()) {
            String source = TESTS.getOrDefault(test.group(1), "");
            boolean exists = source.contains("void " + test.group(2) + "(");
            return exists ? Optional.empty() : Optional.of("no test " + name);
        }
        Matcher resource = RESOURCE.matcher(name);
        if (resource.matches()) {
            return RESOURCES.contains(resource.group(1))
                    ? Optional.empty()
                    : Optional.of("no resource " + resource.group(1));
        }
        if (FILE.matcher(name).matches()) {
            return Files.exists(Repository.ROOT.resolve(name))
                    ? Optional.empty()
                    : Optional.of("no file " + name);
        }
        return Optional.of("nothing is called " + name);
    }

    /// Requirements in scope that stand there not once, and ids that are none.
    private static List<String> missing(String text) {
        List<String> ids = new ArrayList<>(rows(text).stream().map(Row::id).toList());
        ids.addAll(all("(" + ID + ")", String.join("\n", leftOut(text))));
        List<String> faults = new ArrayList<>();
        for (String id : new HashSet<>(ids)) {
            if (!LEVELS.containsKey(id)) {
                faults.add(id + " is not of ASVS 5.0");
            }
        }
        LEVELS.forEach((id, level) -> {
            int times = Collections.frequency(ids, id);
            boolean inScope = level < 3 || LEVEL_3_IN_SCOPE.matcher(id).matches();
            if (times != (inScope ? 1 : 0)) {
                faults.add(id + " stands here " + times + " times");
            }
        });
        return faults;
    }

    /// The summary's table as the rows and what is left out come to.
    private static String summary(String text) {
        Map<Integer, String> names = new TreeMap<>();
        Matcher headings = Pattern.compile("(?m)^## V(\\d+) (.*)$").matcher(text);
        while (headings.find()) {
            names.put(Integer.valueOf(headings.group(1)), headings.group(2));
        }
        StringBuilder table = new StringBuilder();
        int[] sums = new int[5];
        names.forEach((chapter, name) -> {
            String prefix = "V" + chapter + ".";
            List<Row> rows =
                    rows(text).stream().filter(row -> row.id().startsWith(prefix)).toList();
            List<String> left = all("(" + ID + ")", String.join("\n", leftOut(text)));
            int[] counts = {
                rows.size(),
                count(rows, MET),
                count(rows, ELSEWHERE),
                count(rows, NOT_MET),
                (int) left.stream().filter(id -> id.startsWith(prefix)).count()
            };
            line(table, "V" + chapter + " " + name, counts);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += counts[i];
            }
        });
        line(table, "all", sums);
        return table.toString();
    }

    private static void line(StringBuilder table, String name, int[] counts) {
        table.append("| ").append(name);
        for (int count : counts) {
            table.append(" | ").append(count);
        }
        table.append(" |\n");
    }

    private static int count(List<Row> rows, String status) {
        return (int) rows.stream().filter(row -> row.status().equals(status)).count();
    }

    private static List<Row> rows(String text) {
        return ROW.matcher(text)
                .results()
                .map(row ->
                        new Row(
                                row.group(1),
                                row.group(2),
                                row.group(3),
                                row.group(4),
                                row.group(5)))
                .toList();
    }

    private static List<String> leftOut(String text) {
        return all("(?m)^(Left out: .*)$", text);
    }

    private static boolean anyIs(Pattern form, List<String> names) {
        return names.stream().anyMatch(name -> form.matcher(name).matches());
    }

    private static List<String> all(String expression, String text) {
        return Pattern.compile(expression)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /// Each requirement with its level.
    private static Map<String, Integer> levels() {
        Map<String, Integer> levels = new TreeMap<>();
        for (String section : STANDARD.strip().split("\\s+", -1)) {
            String[] parts = section.split(":", -1);
            for (int i = 0; i < parts[1].length(); i++) {
                levels.put(parts[0] + "." + (i + 1), parts[1].charAt(i) - '0');
            }
        }
        return levels;
    }
}
