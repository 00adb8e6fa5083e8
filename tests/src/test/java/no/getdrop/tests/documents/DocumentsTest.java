package no.getdrop.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the documents say of the tree is true.
final class DocumentsTest {
    private static final Pattern TEST_NAME =
            Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))(?:\\.([a-zA-Z0-9]+))?`");
    private static final Pattern VARIABLE = Pattern.compile("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"");
    private static final Pattern PART =
            Pattern.compile("\\b(?:physical|output)(?: [a-z]+-[a-z]+-[0-9])? ([A-Z]\\w+)");
    private static final Pattern OWN_NAME =
            Pattern.compile("--(?:secret-id|source-db-cluster-identifier) [a-z]\\S+");
    private static final Pattern LINK = Pattern.compile("`([a-z.]+/[A-Za-z0-9/_.-]*)`");

    @Test
    void everyTestThatADocumentNamesExists() {
        Map<String, Path> tests = new HashMap<>();
        for (Path file : Repository.files("Test.java", "IT.java")) {
            tests.put(file.getFileName().toString().replace(".java", ""), file);
        }
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path document : Repository.files(".md")) {
            Matcher names = TEST_NAME.matcher(Repository.text(document));
            while (names.find()) {
                named++;
                Path test = tests.get(names.group(1));
                String method = names.group(2);
                if (test == null
                        || (method != null
                                && !Repository.text(test).contains("void " + method + "("))) {
                    missing.add(document + ": " + names.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(10);
    }

    @Test
    void everyVariableThatIsReadIsDocumentedAndNoOther() {
        Set<String> read = new TreeSet<>();
        for (Path file : Repository.files(".java")) {
            String path = Repository.ROOT.relativize(file).toString();
            if (path.contains("src/main") && !path.startsWith("local")) {
                VARIABLE.matcher(Repository.text(file))
                        .results()
                        .forEach(result -> read.add(result.group(1)));
            }
        }
        // What Lambda sets, and constants that only look like variables.
        read.removeAll(
                Set.of(
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "TRANSACTION_READ_COMMITTED",
                        "PAYMENT_REJECTED",
                        "PAYEE_CHANGED",
                        "INSUFFICIENT_DATA",
                        "HMAC_SHA256_HEX",
                        "HMAC_SHA512_HEX",
                        "UNIT_MULT",
                        "BASE_CUR"));
        Set<String> documented = new TreeSet<>();
        Pattern.compile("^\\| `([A-Z_]+)`", Pattern.MULTILINE)
                .matcher(Repository.text(Repository.ROOT.resolve("docs/environment.md")))
                .results()
                .forEach(result -> documented.add(result.group(1)));
        assertThat(documented).isEqualTo(read);
    }

    /// CloudFormation makes the names: a document that knew one would know a stack of somebody's.
    @Test
    void everyPartOfTheStackThatADocumentAsksForIsInTheTemplate() {
        String template = Repository.text(Repository.ROOT.resolve("template.yaml"));
        List<String> wrong = new ArrayList<>();
        int named = 0;
        for (Path document : Repository.files(".md")) {
            String text = Repository.text(document);
            Matcher parts = PART.matcher(text);
            while (parts.find()) {
                named++;
                if (!template.contains("\n  " + parts.group(1) + ":\n")) {
                    wrong.add(document + ": " + parts.group());
                }
            }
            OWN_NAME.matcher(text)
                    .results()
                    .forEach(name -> wrong.add(document + ": " + name.group()));
        }
        assertThat(wrong).isEmpty();
        assertThat(named).isGreaterThan(20);
    }

    @Test
    void everyFolderAndFileOfTheMapExists() {
        String readme = Repository.text(Repository.ROOT.resolve("README.md"));
        Matcher links = LINK.matcher(readme.substring(readme.indexOf("## Map")));
        List<String> missing = new ArrayList<>();
        int named = 0;
        while (links.find()) {
            named++;
            String path = links.group(1);
            boolean known =
                    path.startsWith(".drop")
                            || path.equals("db/migration")
                            || Files.exists(Repository.ROOT.resolve(path))
                            || Files.exists(Repository.ROOT.resolve("docs").resolve(path));
            if (!known) {
                missing.add(path);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(8);
    }
}
