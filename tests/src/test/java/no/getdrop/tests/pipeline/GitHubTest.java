package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// What the scripts ask GitHub, with a service that answers as its API is documented.
final class GitHubTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir private Path record;

    @Test
    void aCommitIsDeployedOnlyAfterItsOwnNewestRunOfCiPassed() {
        green(run(7, COMMIT, "success", "drop/drop")).succeeds();
        green(run(7, COMMIT, "failure", "drop/drop")).failsSaying("is 'failure'");
        green(run(7, COMMIT, "success", "drop/drop") + "," + run(8, COMMIT, "failure", "drop/drop"))
                .failsSaying("is 'failure'");
        green(run(7, COMMIT, "failure", "drop/drop") + "," + run(8, COMMIT, "success", "drop/drop"))
                .succeeds();
        green(run(7, COMMIT.replace('0', 'f'), "success", "drop/drop")).failsSaying("is 'none'");
        green(run(7, COMMIT, "success", "stranger/drop")).failsSaying("is 'none'");
        green(
                        "{\"run_number\":7,\"head_sha\":\""
                                + COMMIT
                                + "\",\"conclusion\":null,"
                                + "\"status\":\"in_progress\","
                                + "\"head_repository\":{\"full_name\":\"drop/drop\"}}")
                .failsSaying("is 'in_progress'");
        green("").failsSaying("is 'none'");
        github("http://127.0.0.1:9").run("pipeline/ci-green", "main").failsSaying("no commit");
    }

    private Script.Ran green(String runs) {
        try (FakeService service =
                new FakeService((request, body) -> "{\"workflow_runs\":[" + runs + "]}")) {
            Script.Ran ran = github(service.url()).run("pipeline/ci-green", COMMIT);
            assertThat(service.asked())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "GET /repos/drop/drop/actions/workflows/ci.yml/runs?head_sha=" + COMMIT)
                    .contains("Bearer the-token");
            assertThat(ran.output() + ran.error()).doesNotContain("the-token");
            return ran;
        }
    }

    private static String run(int number, String commit, String conclusion, String repository) {
        return """
        {"run_number":%d,"head_sha":"%s","conclusion":"%s","status":"completed",
         "head_repository":{"full_name":"%s"}}
        """
                .formatted(number, commit, conclusion, repository);
    }

    @Test
    void anIncidentIsToldOnce() {
        try (FakeService service =
                new FakeService((request, body) ->
                        request.startsWith("GET") ? "[{\"title\":\"It is down\"}]" : "{}")) {
            Script script = github(service.url()).with("GITHUB_RUN_ID", "42");
            script.run("pipeline/incident", "It is down", "known").succeeds();
            assertThat(service.asked()).hasSize(1);
            script.run("pipeline/incident", "It is \"slow\"", "what is known").succeeds();
            assertThat(service.asked().getLast())
                    .startsWith("POST /repos/drop/drop/issues Bearer the-token")
                    .contains("It is \\\"slow\\\"")
                    .contains("what is known")
                    .contains("/actions/runs/42")
                    .contains("\"incident\"");
        }
    }

    @Test
    void anIncidentThatCannotBeToldFails() {
        try (FakeService service =
                new FakeService((request, body) -> request.startsWith("GET") ? "[]" : "")) {
            github(service.url())
                    .run("pipeline/incident", "It is down", "known")
                    .failsSaying("tell people by hand");
        }
    }

    private Script github(String url) {
        return new Script(record)
                .with("GITHUB_API_URL", url)
                .with("GITHUB_REPOSITORY", "drop/drop")
                .with("GITHUB_TOKEN", "the-token");
    }
}
