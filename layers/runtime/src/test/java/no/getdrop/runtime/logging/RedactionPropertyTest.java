package no.getdrop.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.logging.SecretTexts.Planted;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Whatever secret stands wherever in an event, the line that is written does not hold it.
final class RedactionPropertyTest {
    private static final int EVENTS = Integer.getInteger("drop.events", 800);

    private final LogLines lines = new LogLines("info");
    private final Logger log = lines.logger("no.getdrop.x");
    private final List<String> needles = new ArrayList<>();

    @AfterEach
    void clearContext() {
        MDC.clear();
    }

    @Test
    @SuppressWarnings("SystemOut") // the seed is what one needs to see the same failure again
    void noSecretIsWrittenWhereverItStands() {
        long seed = Long.getLong("drop.seed", System.nanoTime());
        System.out.println("seed of the redaction property: -Ddrop.seed=" + seed);
        for (int i = 0; i < EVENTS; i++) {
            Random random = new Random(seed + i);
            needles.clear();
            MDC.clear();

            write(new SecretTexts(random), random);

            String line = lines.lastLine();
            StringBuilder decoded = new StringBuilder();
            collectTexts(lines.last(), decoded);
            assertThat(line).as("seed %d", seed + i).doesNotContain("\n").doesNotContain("\r");
            String written = line + "\n" + decoded;
            for (String needle : needles) {
                assertThat(around(needle, written))
                        .as("seed %d, secret %s", seed + i, needle)
                        .isEmpty();
            }
        }
        assertThat(lines.lines()).hasSize(EVENTS);
    }

    private void write(SecretTexts secrets, Random random) {
        LoggingEventBuilder event =
                log.atLevel(List.of(Level.INFO, Level.WARN, Level.ERROR).get(random.nextInt(3)));
        MDC.put("subject", text(secrets, random));
        MDC.put(secrets.secretName(), hidden(secrets));
        event = event.addKeyValue("value", text(secrets, random));
        event = event.addKeyValue(secrets.secretName(), hidden(secrets));
        event = event.addKeyValue("nested", nested(secrets, random, 2));
        if (random.nextBoolean()) {
            Exception cause = new Exception(text(secrets, random));
            Exception failure = new IllegalStateException(text(secrets, random), cause);
            failure.addSuppressed(new RuntimeException(text(secrets, random)));
            event = event.setCause(failure);
        }
        event.log(
                text(secrets, random).replace("{}", "") + " {} {}",
                text(secrets, random),
                nested(secrets, random, 1));
    }

    private Map<String, Object> nested(SecretTexts secrets, Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(secrets.secretName(), hidden(secrets));
        map.put("text", text(secrets, random));
        map.put("texts", List.of(text(secrets, random), text(secrets, random)));
        map.put(text(secrets, random), 1);
        if (depth > 0) {
            map.put("inner", nested(secrets, random, depth - 1));
            map.put("list", List.of(nested(secrets, random, depth - 1)));
        }
        return map;
    }

    private String text(SecretTexts secrets, Random random) {
        Planted planted = secrets.next();
        needles.addAll(planted.needles());
        String[][] around = {
            {" ", " "}, {"(", ")"}, {"\n", "\n"}, {"<", ">"}, {"\"", "\""}, {"", ""}
        };
        String[] pair = around[random.nextInt(around.length)];
        String before = pair[0].isEmpty() ? "" : secrets.filler();
        return before
                + pair[0]
                + planted.text()
                + pair[1]
                + (before.isEmpty() ? "" : secrets.filler());
    }

    private String hidden(SecretTexts secrets) {
        String value = secrets.anything();
        needles.add(value);
        return value;
    }

    /// What stands around the secret in the text; empty when it does not stand there.
    private static String around(String needle, String text) {
        int at = text.indexOf(needle);
        return at < 0
                ? ""
                : text.substring(
                        Math.max(0, at - 80), Math.min(text.length(), at + needle.length() + 80));
    }

    private static void collectTexts(JsonNode node, StringBuilder texts) {
        if (node.isTextual()) {
            texts.append(node.textValue()).append('\n');
        }
        node.properties()
                .forEach(field -> {
                    texts.append(field.getKey()).append('\n');
                    collectTexts(field.getValue(), texts);
                });
        if (node.isArray()) {
            node.forEach(item -> collectTexts(item, texts));
        }
    }
}
