package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Values that once meant something: what the fixtures gave, and every id that stood in an answer,
/// whosever it is. Requests that are made of them come further than invented ones.
final class FuzzValues {
    private static final int KEPT = 200;
    private static final Pattern ID = Pattern.compile("\\b([a-z]{2,4}_)[0-9a-f]{32}\\b");
    private static final Pattern PREFIX = Pattern.compile("\\^([a-z]{2,4}_)");

    private final Map<String, List<String>> ids = new ConcurrentHashMap<>();
    private final Map<String, String> fixtures = new ConcurrentHashMap<>();

    /// Remembers what a fixture gave.
    void fixture(String name, String value) {
        fixtures.put(name, value);
        learn(value);
    }

    /// Remembers the ids of an answer.
    void learn(String text) {
        for (MatchResult id : ID.matcher(text).results().limit(50).toList()) {
            List<String> known = ids.computeIfAbsent(id.group(1), prefix -> new ArrayList<>());
            synchronized (known) {
                if (known.size() < KEPT) {
                    known.add(id.group());
                } else {
                    known.set(Math.floorMod(id.group().hashCode(), KEPT), id.group());
                }
            }
        }
    }

    /// A value that a schema may well take.
    String of(JsonNode schema, String example, Random random) {
        var prefix = PREFIX.matcher(schema.path("pattern").asText());
        if (prefix.find() && ids.containsKey(prefix.group(1))) {
            List<String> known = ids.getOrDefault(prefix.group(1), List.of());
            synchronized (known) {
                return known.get(random.nextInt(known.size()));
            }
        }
        String fixture = fixtures.get(schema.path("x-fixture").asText());
        if (fixture != null) {
            return fixture;
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size())).asText();
        }
        return example;
    }
}
