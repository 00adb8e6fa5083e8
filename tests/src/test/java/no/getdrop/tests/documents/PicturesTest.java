package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pictures, which are text that a reader's browser draws, and the guide to a first deployment
/// show what is there and nothing else.
final class PicturesTest {
    private static final String TEMPLATE =
            Repository.text(Repository.ROOT.resolve("template.yaml"));

    @Test
    void thePictureOfTheSystemHasEachFunctionOfTheTemplate() {
        Set<String> functions =
                found(TEMPLATE, "(?m)^  ([A-Z]\\w+)Function:\n    Type: AWS::Serverless::Function")
                        .map(result -> uncapitalised(result.group(1)))
                        .collect(Collectors.toCollection(TreeSet::new));
        String picture = picture("README.md", "flowchart");
        assertThat(functions).hasSizeGreaterThan(5);
        assertThat(functions)
                .allSatisfy(function ->
                        assertThat(picture).containsPattern("\\[\"" + function + "[,\"]"));
        assertThat(found(picture, "\"/([a-z0-9 /]+)\"").flatMap(PicturesTest::paths))
                .allSatisfy(path -> assertThat(TEMPLATE).contains("Path: /" + path));
    }

    @Test
    void thePictureOfAPaymentHasItsStages() {
        String source =
                Repository.text(
                        Repository.ROOT.resolve(
                                "domain/src/main/java/no/getdrop/payments/Payment.java"));
        Set<String> stages =
                found(source.substring(source.indexOf("enum Stage")), "(?m)^ +([A-Z]+)\\(Status\\.")
                        .map(result -> result.group(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new));
        stages.add("held");
        assertThat(
                        found(
                                        picture("ARCHITECTURE.md", "stateDiagram"),
                                        "\\b[a-z]+(?= -->)|(?<=--> )[a-z]+")
                                .map(MatchResult::group)
                                .collect(Collectors.toSet()))
                .isEqualTo(stages);
    }

    @Test
    void theGuideNamesEachParameterThatHasNoDefault() {
        String parameters =
                TEMPLATE.substring(
                        TEMPLATE.indexOf("\nParameters:"), TEMPLATE.indexOf("\nMappings:"));
        Set<String> asked =
                found(parameters, "(?m)^  (\\w+):\n((?:    .*\n)+)")
                        .filter(result -> !result.group(2).contains("    Default:"))
                        .map(result -> result.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        String readme = Repository.text(Repository.ROOT.resolve("README.md"));
        String table =
                readme.substring(
                        readme.indexOf("| parameter |"), readme.indexOf("It asks besides whether"));
        assertThat(
                        found(table, "`([A-Z]\\w+)`(?=[^|]*\\| )")
                                .map(result -> result.group(1))
                                .collect(Collectors.toSet()))
                .isEqualTo(asked);
    }

    private static Stream<String> paths(MatchResult result) {
        return Stream.of(result.group(1).split(" /"));
    }

    private static String picture(String document, String kind) {
        String text = Repository.text(Repository.ROOT.resolve(document));
        int start = text.indexOf("```mermaid\n" + kind);
        assertThat(start).as(kind + " in " + document).isNotNegative();
        return text.substring(start, text.indexOf("\n```\n", start));
    }

    private static Stream<MatchResult> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    private static String uncapitalised(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
