package no.getdrop.rotation;

import no.getdrop.runtime.KeyRing;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A key that is generated and rotated, and what its secret's fields are before and after.
sealed interface GeneratedKey {
    /// All of them; each has a secret of its own.
    List<GeneratedKey> ALL =
            List.of(
                    // An access token lives for a quarter of an hour.
                    new Succeeded("JWT_SECRET", "JWT_SECRET_PREVIOUS", Duration.ofMinutes(15)),
                    new Succeeded("OPERATOR_KEY", "OPERATOR_KEY_PREVIOUS", Duration.ZERO),
                    new Numbered(KeyRing.Kind.ENCRYPTION),
                    new Numbered(KeyRing.Kind.QR_SIGNING));

    /// Generated too, but replaced by people: a customer's hash is made anew at a login alone, so
    /// that an earlier key is in use for years.
    String REPLACED_BY_PEOPLE = "NATIONAL_ID_KEY";

    /// The field with the key.
    String field();

    /// Every field that its secret may have.
    Set<String> fields();

    /// What is wrong with these fields; empty when nothing is.
    Optional<String> fault(Map<String, String> fields);

    /// For how long what the key before the current one made may still be about, once nobody uses
    /// that key any more; empty where every earlier key is kept, and where there is none to lose.
    Optional<Duration> losesAfter(Map<String, String> fields);

    /// Whether another rotation has a number for its key.
    boolean hasNext(Map<String, String> fields);

    /// The fields with `next` as the key and the current key among the accepted ones.
    Map<String, String> rotatedTo(String next, Map<String, String> fields);

    /// Whether the key differs and all that `before` accepts and must not be lost is in `after`.
    boolean succeeds(Map<String, String> after, Map<String, String> before);

    /// A key of which one is before it.
    ///
    /// @param lifetime of what it makes
    record Succeeded(String field, String previousField, Duration lifetime)
            implements GeneratedKey {
        private static final int LENGTH_MIN = 32;

        @Override
        public Set<String> fields() {
            return Set.of(field, previousField);
        }

        @Override
        public Optional<String> fault(Map<String, String> fields) {
            return fields.values().stream().anyMatch(value -> value.length() < LENGTH_MIN)
                    ? Optional.of("a key in it is shorter than 32 characters")
                    : Optional.empty();
        }

        @Override
        public Optional<Duration> losesAfter(Map<String, String> fields) {
            return fields.containsKey(previousField) ? Optional.of(lifetime) : Optional.empty();
        }

        @Override
        public boolean hasNext(Map<String, String> fields) {
            return true;
        }

        @Override
        public Map<String, String> rotatedTo(String next, Map<String, String> fields) {
            Map<String, String> rotated = new LinkedHashMap<>();
            rotated.put(field, next);
            rotated.put(previousField, Objects.requireNonNull(fields.get(field), field));
            return rotated;
        }

        @Override
        public boolean succeeds(Map<String, String> after, Map<String, String> before) {
            String current = before.get(field);
            return !Objects.equals(after.get(field), current)
                    && Objects.equals(after.get(previousField), current);
        }
    }

    /// A key with a number, of which every one is kept.
    record Numbered(KeyRing.Kind kind) implements GeneratedKey {
        @Override
        public String field() {
            return kind.keyField();
        }

        @Override
        public Set<String> fields() {
            return Set.of(kind.keyField(), kind.idField(), kind.previousField());
        }

        @Override
        public Optional<String> fault(Map<String, String> fields) {
            try {
                KeyRing keys = ring(fields);
                // Looks at each key that is there.
                keys.opensAllOf(keys);
                return Optional.empty();
            } catch (SettingException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public Optional<Duration> losesAfter(Map<String, String> fields) {
            return Optional.empty();
        }

        @Override
        public boolean hasNext(Map<String, String> fields) {
            return ring(fields).id() < kind.highestId();
        }

        @Override
        public Map<String, String> rotatedTo(String next, Map<String, String> fields) {
            return ring(fields).rotatedTo(next);
        }

        @Override
        public boolean succeeds(Map<String, String> after, Map<String, String> before) {
            KeyRing earlier = ring(before);
            KeyRing later = ring(after);
            return earlier.key(later.id()).isEmpty()
                    && !earlier.holds(later.current())
                    && later.opensAllOf(earlier);
        }

        private KeyRing ring(Map<String, String> fields) {
            return KeyRing.of(kind, Secrets.View.of(fields));
        }
    }

    /// Which key a secret with these fields is for, or why none that is rotated.
    sealed interface Found {
        /// It is for that key, and its fields are as they must be.
        record Key(GeneratedKey key) implements Found {}

        /// It is for none, or something in it is wrong.
        record None(Refusal refusal) implements Found {}
    }

    /// Looks which key a secret is for.
    ///
    /// @param fields those with a value
    static Found in(Map<String, String> fields) {
        Set<String> names = new TreeSet<>(fields.keySet());
        if (names.contains(REPLACED_BY_PEOPLE)) {
            return none(
                    "it has field " + REPLACED_BY_PEOPLE,
                    "a key that is rotated: people replace this one (docs/runbooks/secrets.md)",
                    "switch its rotation off (aws secretsmanager cancel-rotate-secret)");
        }
        List<GeneratedKey> keys = ALL.stream().filter(key -> names.contains(key.field())).toList();
        if (keys.size() != 1) {
            return none(
                    "its fields are " + names,
                    "exactly one of "
                            + ALL.stream()
                                    .map(GeneratedKey::field)
                                    .collect(Collectors.joining(", ")),
                    "give each generated key a secret of its own, and rotate no other secret");
        }
        GeneratedKey key = keys.getFirst();
        Set<String> strange = new TreeSet<>(names);
        strange.removeAll(key.fields());
        if (!strange.isEmpty()) {
            return none(
                    "beside " + key.field() + " it has " + strange,
                    "no other fields than " + new TreeSet<>(key.fields()),
                    "move them to another secret: a rotation would lose them");
        }
        return key.fault(fields)
                .map(fault ->
                        none(
                                fault,
                                "a value that the functions can use",
                                "put a right one (docs/runbooks/secrets.md)"))
                .orElseGet(() -> new Found.Key(key));
    }

    private static Found none(String found, String expected, String remedy) {
        return new Found.None(new Refusal(found, expected, remedy));
    }
}
