package no.getdrop.migrate;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.KeyedHash;

import org.jdbi.v3.core.Handle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// Two administrators who log in with the local BankID, and a list of invented names where no list
/// was loaded; never in production.
final class DemoCompliance {
    /// Their numbers are synthetic, as the months tell; the local BankID calls them `admin` and
    /// `admin2`.
    static final List<Administrator> ADMINISTRATORS =
            List.of(
                    new Administrator("21448200687", "Ada", LocalDate.of(1982, 4, 21)),
                    new Administrator("08497500754", "Odd", LocalDate.of(1975, 9, 8)));

    private static final String LIST = "/demo/watch-list.json";

    /// As their next login would do it.
    private static final String REPLACE_HASH =
            """
            UPDATE users SET national_id_hmac = :current, national_id_hmac_key_id = :keyId
            WHERE national_id_hmac = :earlier
            """;

    private static final String UPSERT_ADMINISTRATOR =
            """
            INSERT INTO users AS known (id, national_id_hmac, national_id_hmac_key_id, first_name,
                                        last_name, birth_date, kyc_status, kyc_method, role)
            VALUES (:id, :nationalIdHmac, :keyId, :firstName, 'Vakt', :birthDate, 'approved',
                    'demo', 'admin')
            ON CONFLICT (national_id_hmac) DO UPDATE SET role = 'admin', updated_at = now()
            WHERE known.role <> 'admin'
            """;

    private static final String INSERT_LIST =
            """
            INSERT INTO watch_lists (version, source, published_at)
            SELECT :version, :source, :publishedAt
            WHERE NOT EXISTS (SELECT FROM watch_lists)
            """;

    private static final String INSERT_ENTRY =
            """
            INSERT INTO watch_list_entries (list_version, entry_id, kind, names, birth_date)
            VALUES (:version, :id, :kind, :names, :birthDate)
            """;

    private final KeyedHash hash;

    /// Somebody who looks after Drop.
    record Administrator(String nationalId, String firstName, LocalDate birthDate) {}

    DemoCompliance(KeyedHash hash) {
        this.hash = hash;
    }

    /// Adds what is missing; returns how many rows it wrote.
    int add(Handle handle) {
        int administrators =
                ADMINISTRATORS.stream()
                        .mapToInt(administrator -> addAdministrator(handle, administrator))
                        .sum();
        return administrators + addList(handle);
    }

    private int addAdministrator(Handle handle, Administrator administrator) {
        List<KeyedHash.Hash> hashes = hash.all("national_id", administrator.nationalId());
        KeyedHash.Hash current = hashes.getFirst();
        for (KeyedHash.Hash earlier : hashes.subList(1, hashes.size())) {
            handle.createUpdate(REPLACE_HASH)
                    .bind("current", current.bytes())
                    .bind("keyId", current.keyId())
                    .bind("earlier", earlier.bytes())
                    .execute();
        }
        return handle.createUpdate(UPSERT_ADMINISTRATOR)
                .bind("id", Ids.next())
                .bind("nationalIdHmac", current.bytes())
                .bind("keyId", current.keyId())
                .bind("firstName", administrator.firstName())
                .bind("birthDate", administrator.birthDate())
                .execute();
    }

    private static int addList(Handle handle) {
        JsonNode list = read();
        String version = list.path("version").asText();
        int lists =
                handle.createUpdate(INSERT_LIST)
                        .bind("version", version)
                        .bind("source", list.path("source").asText())
                        .bind("publishedAt", Instant.parse(list.path("publishedAt").asText()))
                        .execute();
        if (lists == 0) {
            return 0;
        }
        int entries = 0;
        for (JsonNode entry : list.path("entries")) {
            List<String> names = entry.path("names").valueStream().map(JsonNode::asText).toList();
            entries +=
                    handle.createUpdate(INSERT_ENTRY)
                            .bind("version", version)
                            .bind("id", entry.path("id").asText())
                            .bind("kind", entry.path("kind").asText())
                            .bindArray("names", String.class, names)
                            .bind(
                                    "birthDate",
                                    entry.has("birthDate")
                                            ? LocalDate.parse(entry.path("birthDate").asText())
                                            : null)
                            .execute();
        }
        return lists + entries;
    }

    private static JsonNode read() {
        try (InputStream file = DemoCompliance.class.getResourceAsStream(LIST)) {
            return Json.mapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(LIST + " cannot be read", e);
        }
    }
}
