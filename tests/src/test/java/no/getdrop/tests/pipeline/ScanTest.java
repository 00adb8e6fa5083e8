package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The scan of what ships, with a service that answers as OSV's API is documented.
final class ScanTest {
    @TempDir private Path folder;

    @Test
    void criticalStopsAndHighWarnsUnlessItIsToStop() throws IOException {
        Path bill = bill("1.15.0");
        assertThat(scan("CRITICAL", bill).failsSaying("CRITICAL GHSA-x in pkg:maven").error())
                .contains("a hole");
        assertThat(scan("HIGH", bill).succeeds().error()).contains("HIGH GHSA-x");
        scan("HIGH", bill, "--fail-on", "HIGH").failsSaying("HIGH GHSA-x");
        assertThat(scan("", bill).succeeds().error()).contains("HIGH GHSA-x");
        scan("", bill, "--fail-on", "HIGH").failsSaying("1 of HIGH or above");
    }

    @Test
    void aModerateHoleWarnsForThirtyDaysAndThenStopsAChangeButNoDeployment() throws IOException {
        Path bill = bill("1.15.0");
        assertThat(moderate(29, bill, "--fail-on", "HIGH").succeeds().error())
                .contains("MODERATE GHSA-x in pkg:maven", "none that stops");
        moderate(31, bill, "--fail-on", "HIGH")
                .failsSaying("MODERATE GHSA-x in pkg:maven", "or overdue");
        moderate(31, bill).succeeds();
        scan("MODERATE", bill, "--fail-on", "HIGH").failsSaying("MODERATE GHSA-x");
        scan("LOW", bill, "--fail-on", "HIGH").succeeds();
    }

    private Script.Ran moderate(int days, Path bill, String... options) {
        return scanFinding(
                """
                {"id":"GHSA-x","published":"%s","database_specific":{"severity":"MODERATE"}}\
                """
                        .formatted(Instant.now().minus(days, ChronoUnit.DAYS)),
                bill,
                options);
    }

    private Script.Ran scan(String severity, Path bill, String... options) {
        return scanFinding(
                severity.isEmpty()
                        ? "{\"id\":\"GHSA-x\",\"summary\":\"a hole\"}"
                        : "{\"id\":\"GHSA-x\",\"summary\":\"a"
                                + " hole\",\"database_specific\":{\"severity\":\""
                                + severity
                                + "\"}}",
                bill,
                options);
    }

    private Script.Ran scanFinding(String advisory, Path bill, String... options) {
        try (FakeService osv =
                new FakeService((request, body) ->
                        request.startsWith("POST /v1/querybatch ")
                                        || request.equals("POST /v1/querybatch")
                                ? "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-x\"}]}]}"
                                : advisory)) {
            Script.Ran ran = run(osv.url(), bill, options);
            assertThat(osv.asked().getFirst())
                    .contains(
                            "{\"package\":{\"purl\":\"pkg:maven/org.apache.commons/commons-text@");
            return ran;
        }
    }

    @Test
    void whatIsWithdrawnDoesNotCountAndMalwareIsCritical() throws IOException {
        Path bill = bill("1.15.0");
        answering("{\"id\":\"GHSA-w\",\"withdrawn\":\"2026-01-01T00:00:00Z\"}", bill).succeeds();
        answering("{\"id\":\"MAL-1\"}", bill).failsSaying("CRITICAL GHSA-w");
    }

    private Script.Ran answering(String advisory, Path bill) {
        try (FakeService osv =
                new FakeService((request, body) ->
                        request.contains("querybatch")
                                ? "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-w\"}]}]}"
                                : advisory)) {
            return run(osv.url(), bill);
        }
    }

    @Test
    void furtherPagesAreAskedFor() throws IOException {
        try (FakeService osv =
                new FakeService((request, body) -> {
                    if (!request.contains("querybatch")) {
                        return "{\"id\":\"x\",\"database_specific\":{\"severity\":\"CRITICAL\"}}";
                    }
                    return body.contains("\"page_token\":\"next\"")
                            ? "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-second\"}]}]}"
                            : "{\"results\":[{\"next_page_token\":\"next\"}]}";
                })) {
            run(osv.url(), bill("1.15.0")).failsSaying("CRITICAL GHSA-second");
        }
    }

    @Test
    void silenceIsNotClean() throws IOException {
        Path bill = bill("1.15.0");
        run("http://127.0.0.1:9", bill).failsSaying("OSV did not answer");
        try (FakeService osv = new FakeService((request, body) -> "")) {
            run(osv.url(), bill).failsSaying("OSV did not answer");
        }
        try (FakeService osv = new FakeService((request, body) -> "{\"results\":[]}")) {
            run(osv.url(), bill).failsSaying("OSV did not answer");
        }
        try (FakeService osv =
                new FakeService((request, body) ->
                        request.contains("querybatch")
                                ? "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-x\"}]}]}"
                                : "")) {
            run(osv.url(), bill).failsSaying("OSV did not tell of GHSA-x");
        }
    }

    @Test
    void withoutANetworkTheTreesOwnListIsCompared() throws IOException {
        script().run("pipeline/scan", "--offline", bill("1.9").toString())
                .failsSaying("CRITICAL CVE-2022-42889", "fixed in 1.10.0");
        script().run("pipeline/scan", "--offline", bill("1.10.0").toString()).succeeds();
        script().run("pipeline/scan", "--offline", bill("1.4").toString()).succeeds();
        // A moderate one of the list.
        script().run("pipeline/scan", "--offline", "--fail-on", "HIGH", lang3().toString())
                .failsSaying("MODERATE CVE-2025-48924");
    }

    private Path lang3() throws IOException {
        return Files.writeString(
                folder.resolve("lang3.cdx.json"),
                """
                {"components":[{"purl":"pkg:maven/org.apache.commons/commons-lang3@3.17.0"}]}
                """);
    }

    private Path bill(String version) throws IOException {
        return Files.writeString(
                folder.resolve("bill.cdx.json"),
                """
                {"components":[
                  {"purl":"pkg:maven/org.apache.commons/commons-text@%s?type=jar"},
                  {"purl":"pkg:maven/no.getdrop/drop-api@1"}]}
                """
                        .formatted(version));
    }

    private Script script() {
        return new Script(folder);
    }

    private Script.Ran run(String osv, Path bill, String... options) {
        String[] command = new String[options.length + 2];
        command[0] = "pipeline/scan";
        System.arraycopy(options, 0, command, 1, options.length);
        command[command.length - 1] = bill.toString();
        return script().with("OSV_URL", osv).run(command);
    }
}
