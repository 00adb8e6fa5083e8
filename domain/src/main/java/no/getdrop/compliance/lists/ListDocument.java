package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates;
import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Name;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a published document says.
///
/// @param publishedAt as the document itself says
/// @param entries persons, companies and groups, each once, in the order of their ids
record ListDocument(Instant publishedAt, List<Entry> entries) {
    ListDocument {
        Objects.requireNonNull(publishedAt, "publishedAt");
        Map<String, Entry> byId = new TreeMap<>();
        entries.forEach(entry -> byId.merge(entry.id(), entry, ListDocument::together));
        entries = List.copyOf(byId.values());
    }

    /// Two entries of one id are one with the names of both; a birth date tells nobody apart then.
    private static Entry together(Entry one, Entry other) {
        return new Entry(
                one.id(),
                one.kind(),
                Stream.concat(one.names().stream(), other.names().stream()).distinct().toList(),
                one.birthDates().equals(other.birthDates())
                        ? one.birthDates()
                        : BirthDates.UNKNOWN);
    }

    /// A hash of what is screened against, in hexadecimal digits as the others here; the same
    /// whenever only the document's date has changed.
    String contentSha256() {
        MessageDigest digest = sha256();
        entries.forEach(entry -> put(digest, sha256(entry)));
        return hex(digest);
    }

    /// A hash of all that is kept of an entry.
    static String sha256(Entry entry) {
        MessageDigest digest = sha256();
        put(digest, entry.id());
        for (Name name : entry.names()) {
            put(digest, (name.weak() ? "weak " : "name ") + name.written());
        }
        for (Span span : entry.birthDates().spans()) {
            put(digest, "born " + span.from() + " " + span.to());
        }
        return hex(digest);
    }

    /// The hash of a document as it came.
    static String sha256(byte[] document) {
        MessageDigest digest = sha256();
        digest.update(document);
        return hex(digest);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
