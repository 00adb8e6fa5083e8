package no.getdrop.runtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The keys of one kind at one moment: the current one, which closes, and every one before it,
/// which still opens what it closed.
///
/// Each has a number, which stands in or beside what it closed. Of the secret's fields the key is
/// one, its number another (1 when unset), and the third lists all earlier keys as
/// `1:<key>,2:<key>`.
public final class KeyRing {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern PREVIOUS = Pattern.compile("(" + NUMBER + "):([^:]+)");
    private static final int FIRST_ID = 1;

    private final Kind kind;
    private final int id;
    private final String current;
    private final SortedMap<Integer, String> previous;

    /// What keys are for, the names of their fields and the highest number that they may have.
    public enum Kind {
        /// For fields of rows; the number is one byte of what is stored.
        ENCRYPTION("ENCRYPTION_KEY", "ENCRYPTION_KEY_ID", "ENCRYPTION_KEYS_PREVIOUS", 127),
        /// For hashes by which persons and accounts are found; the number stands beside each.
        NATIONAL_ID("NATIONAL_ID_KEY", "NATIONAL_ID_KEY_ID", "NATIONAL_ID_KEYS_PREVIOUS", 127),
        /// For QR codes; the number is a part of the code.
        QR_SIGNING("QR_SIGNING_KEY", "QR_SIGNING_KEY_ID", "QR_SIGNING_KEYS_PREVIOUS", 999);

        private final String keyField;
        private final String idField;
        private final String previousField;
        private final int highestId;

        Kind(String keyField, String idField, String previousField, int highestId) {
            this.keyField = keyField;
            this.idField = idField;
            this.previousField = previousField;
            this.highestId = highestId;
        }

        /// The field with the current key.
        public String keyField() {
            return keyField;
        }

        /// The field with its number.
        public String idField() {
            return idField;
        }

        /// The field with all earlier keys.
        public String previousField() {
            return previousField;
        }

        /// The last number there is.
        public int highestId() {
            return highestId;
        }
    }

    private KeyRing(Kind kind, int id, String current, SortedMap<Integer, String> previous) {
        this.kind = kind;
        this.id = id;
        this.current = current;
        this.previous = Collections.unmodifiableSortedMap(previous);
    }

    /// The keys among these secrets.
    ///
    /// @throws SettingException when there is none, or a number is wrong or that of two keys
    public static KeyRing of(Kind kind, Secrets.View secrets) {
        int id = secrets.find(kind.idField).map(text -> id(kind, text)).orElse(FIRST_ID);
        SortedMap<Integer, String> previous =
                secrets.find(kind.previousField)
                        .map(text -> previous(kind, text))
                        .orElseGet(TreeMap::new);
        if (previous.containsKey(id)) {
            throw wrongPrevious(kind);
        }
        String current = secrets.get(kind.keyField, Secret.KEY_FORM).reveal();
        return new KeyRing(kind, id, current, previous);
    }

    /// The key with that number. Where it is not known the secrets are read again first, since
    /// another environment may have the next ones already.
    public static Optional<byte[]> find(Kind kind, Secrets secrets, int id) {
        return of(kind, secrets.view())
                .key(id)
                .or(() ->
                        secrets.renew(kind.keyField)
                                ? of(kind, secrets.view()).key(id)
                                : Optional.empty());
    }

    /// The number of the current key.
    public int id() {
        return id;
    }

    /// The numbers of all keys: the current one's, then those of the earlier ones.
    public List<Integer> ids() {
        return Stream.concat(Stream.of(id), previous.keySet().stream()).toList();
    }

    /// The 32 bytes of the current key.
    ///
    /// @throws SettingException when it is no key
    public byte[] current() {
        return new Secret(current).key(kind.keyField);
    }

    /// The 32 bytes of the key with that number, current or earlier; empty when there is none.
    ///
    /// @throws SettingException when it is no key
    public Optional<byte[]> key(int wanted) {
        return wanted == id
                ? Optional.of(current())
                : Optional.ofNullable(previous.get(wanted))
                        .map(text -> new Secret(text).key(kind.previousField));
    }

    /// The fields after a rotation: `next` under the next number, all keys of now among the earlier
    /// ones.
    ///
    /// @throws IllegalStateException when the numbers are used up
    public Map<String, String> rotatedTo(String next) {
        if (id >= kind.highestId) {
            throw new IllegalStateException(kind.keyField + " has no number after " + id);
        }
        SortedMap<Integer, String> earlier = new TreeMap<>(previous);
        earlier.put(id, current);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(kind.keyField, next);
        fields.put(kind.idField, Integer.toString(id + 1));
        fields.put(
                kind.previousField,
                earlier.entrySet().stream()
                        .map(key -> key.getKey() + ":" + key.getValue())
                        .collect(Collectors.joining(",")));
        return fields;
    }

    /// Whether every key of `other` is here under the same number, current or earlier.
    ///
    /// @throws SettingException when one of them is no key
    public boolean opensAllOf(KeyRing other) {
        return other.ids().stream()
                .allMatch(number ->
                        Arrays.equals(key(number).orElse(null), other.key(number).orElse(null)));
    }

    /// Whether that key is among these, under whatever number.
    public boolean holds(byte[] wanted) {
        return ids().stream().anyMatch(number -> Arrays.equals(key(number).orElse(null), wanted));
    }

    private static int id(Kind kind, Secret text) {
        if (NUMBER.matcher(text.reveal()).matches()) {
            int id = Integer.parseInt(text.reveal());
            if (id <= kind.highestId) {
                return id;
            }
        }
        throw SettingException.secret(kind.idField, "a number from 0 to " + kind.highestId);
    }

    private static SortedMap<Integer, String> previous(Kind kind, Secret list) {
        SortedMap<Integer, String> keys = new TreeMap<>();
        for (String each : list.reveal().split(",", -1)) {
            Matcher matcher = PREVIOUS.matcher(each.strip());
            if (!matcher.matches()) {
                throw wrongPrevious(kind);
            }
            int id = Integer.parseInt(matcher.group(1));
            if (id > kind.highestId || keys.put(id, matcher.group(2)) != null) {
                throw wrongPrevious(kind);
            }
        }
        return keys;
    }

    private static SettingException wrongPrevious(Kind kind) {
        return SettingException.secret(
                kind.previousField,
                ("earlier keys such as 1:<key>,2:<key>, each number from 0 to %d once and"
                                + " none that of %s")
                        .formatted(kind.highestId, kind.keyField));
    }
}
