package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What customers read stands in the resource files of both languages, not in code.
///
/// A text in code that reads like a sentence, or that is Norwegian, may only be for us: an
/// exception's, a log's, or what a setting should be.
final class PublicTextTest {
    private static final List<String> FOLDERS =
            List.of("functions/api/src/main/java", "domain/src/main/java");

    private static final Pattern TEXT_BLOCK_OR_COMMENT =
            Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|(?m:^\\s*//.*$)");

    /// Why a list was refused stands in the worker's log and report, for operators.
    private static final String FOR_OPERATORS = "domain/src/main/java/no/getdrop/compliance/lists/";

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern SENTENCE =
            Pattern.compile(
                    "[A-ZÆØÅ][a-zæøå]+ [a-zæøå]+ [a-zæøå]+"
                            + "|(?:[A-Za-zæøå]{2,} ){3,}[A-Za-zæøå]{2,}"
                            + "|[A-ZÆØÅ][a-zæøå]+ [a-zæøå]+[.!?]"
                            + "|[æøåÆØÅ]");
    private static final Pattern FOR_US =
            Pattern.compile(
                    "(?:Exception|Error)\\(|Exception\\.\\w+\\(|\\bsuper\\(|\\.log\\(|expected"
                            + "|require(?:NonNull)?\\(|secrets\\.get\\(|environment\\.\\w+\\("
                            + "|return refused\\(|return new Reading\\.Unfit\\(");
    private static final Pattern SQL =
            Pattern.compile(
                    "^[\\s(]*(?:SELECT|INSERT|UPDATE|DELETE|WITH|FROM|WHERE|AND|JOIN|LEFT) ");

    @Test
    void noTextForCustomersStandsInCode() {
        List<String> found = new ArrayList<>();
        int literals = 0;
        for (Path file : Repository.files(".java")) {
            String path = Repository.ROOT.relativize(file).toString();
            if (FOLDERS.stream().anyMatch(path::startsWith) && !path.startsWith(FOR_OPERATORS)) {
                String source =
                        TEXT_BLOCK_OR_COMMENT.matcher(Repository.text(file)).replaceAll("\"\"");
                for (MatchResult literal : LITERAL.matcher(source).results().toList()) {
                    literals++;
                    if (isForCustomers(source, literal)) {
                        found.add(path + ": " + literal.group());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(literals).isGreaterThan(500);
    }

    @Test
    void whatASentenceIsAndForWhom() {
        assertThat(isForCustomers("x = \"Payment failed today\";")).isTrue();
        assertThat(isForCustomers("x = \"Try again.\";")).isTrue();
        assertThat(isForCustomers("x = \"Prøv\";")).isTrue();
        assertThat(isForCustomers("throw new IllegalStateException(\"It is not here\");"))
                .isFalse();
        assertThat(isForCustomers("log.atInfo().log(\"a payment was not made\");")).isFalse();
        assertThat(isForCustomers("x = \"application/json\";")).isFalse();
        assertThat(isForCustomers("x = \"RS, BA, PL\";")).isFalse();
    }

    private static boolean isForCustomers(String source) {
        return LITERAL.matcher(source).results().anyMatch(found -> isForCustomers(source, found));
    }

    private static boolean isForCustomers(String source, MatchResult literal) {
        String text = literal.group(1);
        if (!SENTENCE.matcher(text).find() || SQL.matcher(text).find()) {
            return false;
        }
        int start =
                Math.max(
                        source.lastIndexOf(';', literal.start()),
                        Math.max(
                                source.lastIndexOf('{', literal.start()),
                                source.lastIndexOf('}', literal.start())));
        return !FOR_US.matcher(source.substring(start + 1, literal.start())).find();
    }
}
