package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs `checks/transform`: what CloudFormation makes of texts of `template.yaml`.
final class Transform {
    /// The template as it is.
    static final String YAML = Repository.text(Repository.ROOT.resolve("template.yaml"));

    private static final int NOT_INSTALLED = 3;

    private Transform() {}

    /// A text of the template and the parameters that it is deployed with.
    record Job(String yaml, Map<String, String> parameters) {}

    /// The stacks in the order of the jobs. Empty where SAM's translator is not installed, which is
    /// said; in CI that is an error.
    static Optional<List<Stack>> of(List<Job> jobs) {
        return ask("checks/transform", jobs)
                .map(results -> {
                    List<Stack> stacks = new ArrayList<>();
                    results.forEach(each -> stacks.add(new Stack(each)));
                    assertThat(stacks).hasSameSizeAs(jobs);
                    return stacks;
                });
    }

    /// The JSON that a check answers to the given one. Empty where it says that it lacks a module
    /// of Python, which is told; in CI that is an error.
    static Optional<JsonNode> ask(String check, Object input) {
        try {
            Path asked = Files.createTempFile("asked", ".json");
            Path answered = Files.createTempFile("answered", ".json");
            Path said = Files.createTempFile("said", ".log");
            try {
                Files.write(asked, Json.mapper().writeValueAsBytes(input));
                int status =
                        new ProcessBuilder(Repository.ROOT.resolve(check).toString())
                                .redirectInput(asked.toFile())
                                .redirectOutput(answered.toFile())
                                .redirectError(said.toFile())
                                .start()
                                .waitFor();
                String error = Files.readString(said, StandardCharsets.UTF_8);
                if (status == NOT_INSTALLED) {
                    System.err.println(check + " does not run here: " + error);
                    assertThat(System.getenv("CI")).as(error).isNotEqualTo("true");
                    return Optional.empty();
                }
                assertThat(status).as(error).isZero();
                return Optional.of(Json.mapper().readTree(Files.readAllBytes(answered)));
            } finally {
                Files.delete(asked);
                Files.delete(answered);
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(check + " needs python3", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
