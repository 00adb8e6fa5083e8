package no.getdrop.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class JsonLoggerTest {
    private final LogLines lines = new LogLines("info");
    private final Logger log = lines.logger("no.getdrop.payments.Payments");

    @AfterEach
    void clearContext() {
        MDC.clear();
    }

    @Test
    void anEventIsOneLineWithItsFields() {
        Instant before = Instant.now();
        MDC.put("requestId", "r-1");
        log.atInfo()
                .addKeyValue("paymentId", "txn_1")
                .addKeyValue("durationMs", 12L)
                .addKeyValue("attempt", 2)
                .addKeyValue("final", true)
                .addKeyValue("amount", new BigDecimal("1.50"))
                .addKeyValue("note", (Object) null)
                .log("payment {} in {} steps", "submitted", 3);

        assertThat(lines.lines()).hasSize(1);
        assertThat(lines.lastLine()).doesNotContain("\n", "\r");
        JsonNode line = lines.last();
        assertThat(Instant.parse(line.get("timestamp").asText())).isBetween(before, Instant.now());
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("logger").asText()).isEqualTo("no.getdrop.payments.Payments");
        assertThat(line.get("message").asText()).isEqualTo("payment submitted in 3 steps");
        assertThat(line.get("requestId").asText()).isEqualTo("r-1");
        assertThat(line.get("paymentId").asText()).isEqualTo("txn_1");
        assertThat(line.get("durationMs").isIntegralNumber()).isTrue();
        assertThat(line.get("attempt").asInt()).isEqualTo(2);
        assertThat(line.get("final").asBoolean()).isTrue();
        assertThat(line.get("amount").asText()).isEqualTo("1.50");
        assertThat(line.get("note").isNull()).isTrue();
        assertThat(line.has("exception")).isFalse();
    }

    @Test
    void ofARehearsalWarningsAloneAreWrittenUnlessDebugIsSet() {
        MDC.put(JsonLoggerProvider.REHEARSAL, "true");
        LogLines debug = new LogLines("debug");
        List.of(log, debug.logger("no.getdrop.api.http.EdgeFilter"))
                .forEach(logger -> {
                    logger.info("request");
                    logger.warn("rate limit reached");
                });

        assertThat(lines.lines()).singleElement().asString().contains("rate limit reached");
        assertThat(debug.lines()).hasSize(2);
    }

    @Test
    void theOldInterfaceWritesTheSame() {
        log.warn("{} of {} failed", 1, 2, new IllegalStateException("why"));

        assertThat(lines.last().get("level").asText()).isEqualTo("WARN");
        assertThat(lines.last().get("message").asText()).isEqualTo("1 of 2 failed");
        assertThat(lines.last().get("exception").asText())
                .startsWith("java.lang.IllegalStateException: why\n\tat ")
                .contains("theOldInterfaceWritesTheSame");
    }

    @Test
    void aLineBreakCannotForgeALine() {
        log.info("a\n{\"level\":\"ERROR\"}\r\u2028b {}", "c\nd");

        assertThat(lines.lastLine()).doesNotContain("\n", "\r");
        assertThat(lines.last().get("message").asText())
                .isEqualTo("a\n{\"level\":\"ERROR\"}\r\u2028b c\nd");
    }

    @Test
    void aFieldOfATakenNameStandsBesideIt() {
        MDC.put("logger", "mdc");
        log.atInfo()
                .addKeyValue("message", "mine")
                .addKeyValue("level", "mine")
                .addKeyValue("twice", 1)
                .addKeyValue("twice", 2)
                .log("theirs");

        assertThat(lines.last().get("message").asText()).isEqualTo("theirs");
        assertThat(lines.last().get("message_").asText()).isEqualTo("mine");
        assertThat(lines.last().get("level").asText()).isEqualTo("INFO");
        assertThat(lines.last().get("logger_").asText()).isEqualTo("mdc");
        assertThat(lines.last().get("twice").asInt()).isEqualTo(1);
        assertThat(lines.last().get("twice_").asInt()).isEqualTo(2);
    }

    @Test
    void fieldsAreRedactedByNameAtAnyDepth() {
        log.atInfo()
                .addKeyValue("password", "hunter2")
                .addKeyValue("nationalId", 1010112345L)
                .addKeyValue("tokens", List.of("hunter2", Map.of("a", "hunter2")))
                .addKeyValue(
                        "request",
                        Map.of(
                                "headers",
                                Map.of("Authorization", "hunter2", "Accept", "*/*"),
                                "items",
                                List.of(Map.of("iban", "hunter2", "n", 1))))
                .log("in");

        assertThat(lines.lastLine()).doesNotContain("hunter2", "1010112345");
        assertThat(lines.last().at("/password").asText()).isEqualTo("[redacted]");
        assertThat(lines.last().at("/tokens").asText()).isEqualTo("[redacted]");
        assertThat(lines.last().at("/request/headers/Accept").asText()).isEqualTo("*/*");
        assertThat(lines.last().at("/request/items/0/n").asInt()).isEqualTo(1);
    }

    @Test
    void valuesAreRedactedByShapeWhereverTheyStand() {
        String id = "01010112345";
        MDC.put("subject", id);
        log.atError()
                .addKeyValue("value", id)
                .addKeyValue("number", 41_010_112_345L)
                .addKeyValue("list", List.of(id))
                .addKeyValue("map", Map.of(id, id))
                .addKeyValue("array", Arrays.asList(id, null))
                .setCause(new IllegalStateException("outer " + id, new Exception("inner " + id)))
                .log("message " + id + " {} {}", id, Map.of("fnr", "x y", "b", id));

        assertThat(lines.lastLine()).doesNotContain(id, "41010112345", "x y");
        assertThat(lines.last().get("exception").asText())
                .contains("outer [redacted]", "Caused by: java.lang.Exception: inner [redacted]");
    }

    @Test
    void aCollectionInAMessageIsRedactedByTheNamesInIt() {
        log.info("got {}", Map.of("password", "two words, \"quoted\""));

        assertThat(lines.last().get("message").asText()).isEqualTo("got {\"password\":[redacted]}");
    }

    @Test
    void aSecretIsNeverShown() {
        log.atInfo().addKeyValue("value", new Secret("hunter2")).log("{}", new Secret("hunter2"));

        assertThat(lines.lastLine()).doesNotContain("hunter2");
    }

    private static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void aValueThatCannotBeShownDoesNotFailTheCaller() {
        log.atInfo().addKeyValue("value", new Unprintable()).log("{}", new Unprintable());
        log.info(null);

        assertThat(lines.lines()).hasSize(2);
        assertThat(lines.last().get("message").asText()).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource({
        "trace, TRACE, INFO",
        "debug, DEBUG, INFO",
        "info, INFO, WARN",
        "warn, WARN, WARN",
        "error, ERROR, ERROR"
    })
    void theLevelIsASettingAndLibrariesAreHeardLess(String setting, String own, String library) {
        LogLines set = new LogLines(setting);

        assertThat(levels(set, "no.getdrop.api.ApiHandler")).isEqualTo(from(own));
        assertThat(levels(set, "com.zaxxer.hikari.HikariConfig")).isEqualTo(from(library));
    }

    @Test
    void theLevelIsInfoUnlessSet() {
        assertThat(LoggerFactory.getLogger(JsonLoggerTest.class).isInfoEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger(JsonLoggerTest.class).isDebugEnabled()).isFalse();
    }

    @Test
    void aWrongLevelIsRefused() {
        JsonLoggerProvider provider = new JsonLoggerProvider();

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() ->
                        provider.initialize(Environment.of(Map.of("LOG_LEVEL", "loud")), l -> {}))
                .withMessageStartingWith(
                        "LOG_LEVEL is 'loud', expected one of: error, warn, info, debug, trace");
    }

    @Test
    void whatSlf4jFindsOnTheClassPathPrintsToStandardOutput() {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            LoggerFactory.getLogger("no.getdrop.x").info("hello");
        } finally {
            System.setOut(out);
        }

        assertThat(captured.toString(StandardCharsets.UTF_8))
                .startsWith("{\"timestamp\":")
                .endsWith("\"message\":\"hello\"}" + System.lineSeparator());
    }

    private static List<String> from(String lowest) {
        List<String> all = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
        return all.subList(all.indexOf(lowest), all.size());
    }

    private static List<String> levels(LogLines lines, String name) {
        Logger logger = lines.logger(name);
        int before = lines.lines().size();
        logger.trace("m");
        logger.debug("m");
        logger.info("m");
        logger.warn("m");
        logger.error("m");
        return lines.lines().subList(before, lines.lines().size()).stream()
                .map(line -> line.replaceAll(".*\"level\":\"(\\w+)\".*", "$1"))
                .toList();
    }
}
