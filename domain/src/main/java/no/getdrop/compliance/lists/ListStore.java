package no.getdrop.compliance.lists;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchLists;
import no.getdrop.compliance.lists.SanctionsLists.Changes;
import no.getdrop.runtime.Json;

import org.jdbi.v3.core.Handle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Published lists in the database: each content once, and what changed from one to the next.
final class ListStore {
    private static final int BATCH = 1_000;

    /// Whoever loads a list waits for whoever loads another, so that no edition is without one.
    private static final String LOCK =
            "SELECT source FROM sanctions_list_sources ORDER BY source FOR UPDATE";

    private static final String NEWEST =
            """
            SELECT number, published_at, encode(content_sha256, 'hex') AS content_sha256,
                   entry_count
            FROM sanctions_lists WHERE source = :source ORDER BY number DESC LIMIT 1
            """;

    private static final String ENTRIES =
            """
            SELECT entry_id, encode(sha256, 'hex') AS sha256 FROM sanctions_list_entries
            WHERE source = :source AND last_number IS NULL
            """;

    private static final String INSERT_LIST =
            """
            INSERT INTO sanctions_lists (source, number, published_at, document_sha256,
                                         content_sha256, entry_count, loaded_at)
            VALUES (:source, :number, :publishedAt, decode(:documentSha256, 'hex'),
                    decode(:contentSha256, 'hex'), :entryCount, :now)
            """;

    private static final String END =
            """
            UPDATE sanctions_list_entries SET last_number = :last
            WHERE source = :source AND last_number IS NULL AND entry_id = ANY (:ids)
            """;

    /// A thousand at a time: one by one the first list of a source takes ten times as long.
    private static final String INSERT_ENTRIES =
            """
            INSERT INTO sanctions_list_entries (source, entry_id, first_number, names, weak_names,
                                                born_from, born_to, sha256)
            SELECT :source, entry.id, :number, entry.names, entry.weak_names,
                   entry.born_from, entry.born_to, decode(entry.sha256, 'hex')
            FROM jsonb_to_recordset(CAST(:entries AS jsonb))
                AS entry (id text, names text[], weak_names text[], born_from date[],
                          born_to date[], sha256 text)
            """;

    private final int shrinkMaxPercent;

    /// What a document came to.
    sealed interface Outcome {
        /// It has the same entries as the list in use.
        record Confirmed() implements Outcome {}

        /// It is in force.
        record Loaded(Changes changes) implements Outcome {}

        /// It must not take the place of the list in use; nothing was written.
        record Refused(String reason) implements Outcome {}
    }

    /// The list in use.
    private record Newest(int number, Instant publishedAt, String contentSha256, int entryCount) {}

    ListStore(int shrinkMaxPercent) {
        this.shrinkMaxPercent = shrinkMaxPercent;
    }

    /// Puts a document in force, in a transaction that is already open; one with the same entries
    /// as the list in use changes nothing.
    Outcome store(Handle handle, ListSource source, Fetched fetched, Instant now) {
        handle.createQuery(LOCK).mapTo(String.class).list();
        Optional<Newest> newest = newest(handle, source);
        ListDocument document = fetched.document();
        Optional<String> refusal = refusal(document, newest);
        if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
        }
        String contentSha256 = document.contentSha256();
        if (newest.isPresent() && newest.get().contentSha256().equals(contentSha256)) {
            return new Outcome.Confirmed();
        }
        int number = newest.map(Newest::number).orElse(0) + 1;
        handle.createUpdate(INSERT_LIST)
                .bind("source", source.text())
                .bind("number", number)
                .bind("publishedAt", document.publishedAt())
                .bind("documentSha256", fetched.sha256())
                .bind("contentSha256", contentSha256)
                .bind("entryCount", document.entries().size())
                .bind("now", now)
                .execute();
        Outcome stored = replace(handle, source, number, document.entries());
        WatchLists.putInForce(handle, now);
        return stored;
    }

    /// A document with the hash of its bytes.
    record Fetched(ListDocument document, String sha256) {}

    private Optional<String> refusal(ListDocument document, Optional<Newest> newest) {
        int count = document.entries().size();
        if (count == 0) {
            return Optional.of("it has no entries");
        }
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        int before = newest.get().entryCount();
        if (100L * count < (100L - shrinkMaxPercent) * before) {
            return Optional.of(
                    ("it has %d entries and the list in use %d, which is over %d %% more; if that"
                                    + " is right, raise the share that a list may shrink by")
                            .formatted(count, before, shrinkMaxPercent));
        }
        return document.publishedAt().isBefore(newest.get().publishedAt())
                ? Optional.of(
                        "it was published %s, before the list in use of %s"
                                .formatted(document.publishedAt(), newest.get().publishedAt()))
                : Optional.empty();
    }

    private static Optional<Newest> newest(Handle handle, ListSource source) {
        return handle.createQuery(NEWEST)
                .bind("source", source.text())
                .map((row, context) ->
                        new Newest(
                                row.getInt("number"),
                                row.getTimestamp("published_at").toInstant(),
                                row.getString("content_sha256"),
                                row.getInt("entry_count")))
                .findOne();
    }

    private static Outcome replace(
            Handle handle, ListSource source, int number, List<Entry> entries) {
        Map<String, String> before = entriesBefore(handle, source);
        List<Entry> fresh = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        int changed = 0;
        for (Entry entry : entries) {
            String known = before.remove(entry.id());
            if (known == null) {
                fresh.add(entry);
            } else if (!known.equals(ListDocument.sha256(entry))) {
                fresh.add(entry);
                ended.add(entry.id());
                changed++;
            }
        }
        int removed = before.size();
        ended.addAll(before.keySet());
        if (!ended.isEmpty()) {
            handle.createUpdate(END)
                    .bind("source", source.text())
                    .bind("last", number - 1)
                    .bindArray("ids", String.class, ended)
                    .execute();
        }
        insert(handle, source, number, fresh);
        return new Outcome.Loaded(
                new Changes(entries.size(), fresh.size() - changed, changed, removed));
    }

    private static Map<String, String> entriesBefore(Handle handle, ListSource source) {
        Map<String, String> entries = new HashMap<>();
        handle.createQuery(ENTRIES)
                .bind("source", source.text())
                .map((row, context) ->
                        Map.entry(row.getString("entry_id"), row.getString("sha256")))
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private static void insert(Handle handle, ListSource source, int number, List<Entry> entries) {
        for (int from = 0; from < entries.size(); from += BATCH) {
            ArrayNode rows = Json.mapper().createArrayNode();
            entries.subList(from, Math.min(from + BATCH, entries.size()))
                    .forEach(entry -> put(entry, rows.addObject()));
            handle.createUpdate(INSERT_ENTRIES)
                    .bind("source", source.text())
                    .bind("number", number)
                    .bind("entries", rows.toString())
                    .execute();
        }
    }

    private static void put(Entry entry, ObjectNode row) {
        row.put("id", entry.id());
        row.put("sha256", ListDocument.sha256(entry));
        ArrayNode names = row.putArray("names");
        ArrayNode weakNames = row.putArray("weak_names");
        entry.names().forEach(name -> (name.weak() ? weakNames : names).add(name.written()));
        ArrayNode bornFrom = row.putArray("born_from");
        ArrayNode bornTo = row.putArray("born_to");
        for (Span span : entry.birthDates().spans()) {
            bornFrom.add(span.from().toString());
            bornTo.add(span.to().toString());
        }
    }
}
