package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@ResourceLock(Resources.SYSTEM_OUT)
final class MetricsTest {
    @Test
    void aCountIsOneLineOfTheEmbeddedMetricFormat() throws JsonProcessingException {
        long before = System.currentTimeMillis();

        JsonNode line =
                onlyLine(() -> Metrics.count("payments.submitted", 3, Map.of("corridor", "NO-PK")));

        JsonNode metadata = line.get("_aws");
        assertThat(metadata.get("Timestamp").asLong())
                .isBetween(before, System.currentTimeMillis());
        JsonNode directive = metadata.get("CloudWatchMetrics").get(0);
        assertThat(metadata.get("CloudWatchMetrics")).hasSize(1);
        assertThat(directive.get("Namespace").asText()).isEqualTo("Drop/development");
        assertThat(directive.get("Dimensions").toString()).isEqualTo("[[\"corridor\"]]");
        assertThat(directive.get("Metrics")).hasSize(1);
        assertThat(directive.get("Metrics").get(0).get("Name").asText())
                .isEqualTo("payments.submitted");
        assertThat(directive.get("Metrics").get(0).get("Unit").asText()).isEqualTo("Count");
        assertThat(line.get("payments.submitted").asDouble()).isEqualTo(3.0);
        assertThat(line.get("corridor").asText()).isEqualTo("NO-PK");
    }

    @Test
    void aDurationIsInMillisecondsAndMayHaveNoDimension() throws JsonProcessingException {
        JsonNode line = onlyLine(() -> Metrics.milliseconds("worker.run", 1_250, Map.of()));

        JsonNode directive = line.get("_aws").get("CloudWatchMetrics").get(0);
        assertThat(directive.get("Metrics").get(0).get("Unit").asText()).isEqualTo("Milliseconds");
        assertThat(directive.get("Dimensions").toString()).isIn("[]", "[[]]");
        assertThat(line.get("worker.run").asDouble()).isEqualTo(1_250.0);
    }

    @Test
    void eachFigureIsALineOfItsOwn() {
        List<String> lines =
                printed(() -> {
                    Metrics.count("a", 1, Map.of("k", "1"));
                    Metrics.count("b", 1, Map.of());
                });

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).doesNotContain("\"k\"");
    }

    @Test
    void nothingIsLookedUpOverTheNetwork() {
        List<URI> asked = new ArrayList<>();
        ProxySelector before = ProxySelector.getDefault();
        // Every connection that the JDK's HTTP client opens asks here first.
        ProxySelector.setDefault(
                new ProxySelector() {
                    @Override
                    public List<java.net.Proxy> select(URI uri) {
                        asked.add(uri);
                        return List.of(java.net.Proxy.NO_PROXY);
                    }

                    @Override
                    public void connectFailed(
                            URI uri, SocketAddress address, java.io.IOException e) {
                        asked.add(uri);
                    }
                });
        try {
            long started = System.nanoTime();
            List<String> lines = printed(() -> Metrics.count("a", 1, Map.of()));

            assertThat(lines).hasSize(1);
            assertThat(System.nanoTime() - started).isLessThan(2_000_000_000L);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aWrongNameIsABugAndThrows() {
        assertThatThrownBy(() -> Metrics.count(" ", 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Metrics.count("a", 1, Map.of("k", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode onlyLine(Runnable work) throws JsonProcessingException {
        List<String> lines = printed(work);
        assertThat(lines).hasSize(1);
        return Json.mapper().readTree(lines.getFirst());
    }

    private static List<String> printed(Runnable work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(captured, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            work.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
