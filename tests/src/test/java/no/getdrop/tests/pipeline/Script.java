package no.getdrop.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a script of the tree as a workflow would, with a record of its own.
final class Script {
    private static final long LIMIT_SECONDS = 120;

    private final Path record;
    private final Map<String, String> environment = new HashMap<>();

    /// @param record where the steps keep their parts
    Script(Path record) {
        this.record = record;
    }

    /// What became of it.
    ///
    /// @param error what it wrote for people
    record Ran(int exit, String output, String error) {
        Ran succeeds() {
            assertThat(exit).as(output + error).isZero();
            return this;
        }

        Ran failsSaying(String... words) {
            assertThat(exit).as(output + error).isNotZero();
            assertThat(error).contains(words);
            return this;
        }
    }

    /// The same with a variable set.
    Script with(String name, String value) {
        Script other = new Script(record);
        other.environment.putAll(environment);
        other.environment.put(name, value);
        return other;
    }

    /// Runs it; its first word is a path in the tree.
    Ran run(String... command) {
        try {
            Path output = Files.createTempFile("output", "");
            Path error = Files.createTempFile("error", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(Repository.ROOT.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(error.toFile());
            // As on a developer's machine, wherever the tests themselves run.
            List.of("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "FIRST_DEPLOYMENT")
                    .forEach(builder.environment()::remove);
            builder.environment().put("RECORD", record.toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                throw new AssertionError(String.join(" ", command) + " does not end");
            }
            Ran ran =
                    new Ran(
                            process.exitValue(),
                            Files.readString(output, StandardCharsets.UTF_8),
                            Files.readString(error, StandardCharsets.UTF_8));
            Files.delete(output);
            Files.delete(error);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A part of the record, as JSON.
    String part(String name) {
        return Repository.text(record.resolve(name + ".json"));
    }
}
