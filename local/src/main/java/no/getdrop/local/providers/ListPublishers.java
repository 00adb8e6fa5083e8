package no.getdrop.local.providers;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switches;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/// Those who publish sanctions lists: the EU, the United Nations and OFAC, each with a document in
/// its own format, of today, at a path like its own; OFAC's is a redirect to where files are kept.
/// The operations for switches are `eu`, `un`, `ofac` and `ofac-file`.
///
/// All persons and companies on them are invented.
public final class ListPublishers implements AutoCloseable {
    private static final String OFAC_FILE = "/sls-published/SDN.XML";
    private static final DateTimeFormatter AMERICAN =
            DateTimeFormatter.ofPattern("MM/dd/uuuu").withZone(ZoneOffset.UTC);

    private final ProviderServer server;
    private final InstantSource clock;

    private ListPublishers(ProviderServer server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
        server.on("eu", "GET", euUrl().getPath(), request -> document("eu.xml"));
        server.on("un", "GET", unUrl().getPath(), request -> document("un.xml"));
        server.on("ofac", "GET", ofacUrl().getPath(), this::redirect);
        server.on("ofac-file", "GET", OFAC_FILE, request -> document("ofac.xml"));
    }

    /// Starts them.
    public static ListPublishers start(InstantSource clock) throws IOException {
        return new ListPublishers(ProviderServer.start("publishers of lists"), clock);
    }

    /// The EU's consolidated list.
    public URI euUrl() {
        return server.url()
                .resolve("/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=local");
    }

    /// The Security Council's consolidated list.
    public URI unUrl() {
        return server.url().resolve("/resources/xml/en/consolidated.xml");
    }

    /// OFAC's Specially Designated Nationals.
    public URI ofacUrl() {
        return server.url().resolve("/api/PublicationPreview/exports/SDN.XML");
    }

    /// The switches for delay and failure.
    public Switches switches() {
        return server.switches();
    }

    /// How many calls of an operation arrived.
    public long calls(String operation) {
        return server.calls(operation);
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer redirect(Request request) {
        return Answer.redirect(server.url().resolve(OFAC_FILE));
    }

    private Answer document(String file) {
        String document =
                text(file)
                        .replace(
                                "@generated@",
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        .replace("@published@", AMERICAN.format(clock.instant()));
        return new Answer(200, Map.of("Content-Type", "application/xml"), document);
    }

    private static String text(String file) {
        try (InputStream sample =
                ListPublishers.class.getResourceAsStream(
                        "/no/getdrop/local/providers/lists/" + file)) {
            return new String(
                    Objects.requireNonNull(sample, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
