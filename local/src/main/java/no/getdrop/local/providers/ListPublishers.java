package no.getdrop.local.providers;

import no.getdrop.local.Hmac;
import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Those who publish sanctions lists: the EU, the United Nations and OFAC, each with a document in
/// its own format, of today, at a path like its own; OFAC's is a redirect to where files are kept.
/// The operations for switches are `eu`, `un`, `ofac` and `ofac-file`.
///
/// The EU's list wants the token of its address. OFAC's file is in Amazon's S3, and its address is
/// signed for some minutes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html):
/// without the signature, with another, too late or with a second authorisation S3 refuses. Who
/// takes no XML gets none.
///
/// All persons and companies on them are invented.
public final class ListPublishers extends Provider {
    private static final String OFAC_FILE = "/sls-published/SDN.XML";
    private static final DateTimeFormatter AMERICAN =
            DateTimeFormatter.ofPattern("MM/dd/uuuu").withZone(ZoneOffset.UTC);

    private static final String TOKEN = "local";
    private static final Duration ADDRESS_LIFE = Duration.ofMinutes(5);

    private static final DateTimeFormatter AMAZON =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final String signingKey = UUID.randomUUID().toString();

    private ListPublishers(ProviderServer server, InstantSource clock) {
        super(server);
        this.clock = clock;
        server.on("eu", "GET", euUrl().getPath(), this::eu);
        server.on("un", "GET", unUrl().getPath(), request -> document(request, "un.xml"));
        server.on("ofac", "GET", ofacUrl().getPath(), this::redirect);
        server.on("ofac-file", "GET", OFAC_FILE, this::file);
    }

    /// Starts them.
    public static ListPublishers start(InstantSource clock) {
        return new ListPublishers(ProviderServer.start("publishers of lists"), clock);
    }

    /// The EU's consolidated list.
    public URI euUrl() {
        return server.url()
                .resolve("/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=" + TOKEN);
    }

    /// The Security Council's consolidated list.
    public URI unUrl() {
        return server.url().resolve("/resources/xml/en/consolidated.xml");
    }

    /// OFAC's Specially Designated Nationals.
    public URI ofacUrl() {
        return server.url().resolve("/api/PublicationPreview/exports/SDN.XML");
    }

    private Answer eu(Request request) {
        return request.query("token").equals(Optional.of(TOKEN))
                ? document(request, "eu.xml")
                : Answer.text(403, "the token is missing or wrong");
    }

    private Answer redirect(Request request) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        query.put("X-Amz-Date", AMAZON.format(clock.instant()));
        query.put("X-Amz-Expires", String.valueOf(ADDRESS_LIFE.toSeconds()));
        query.put("X-Amz-SignedHeaders", "host");
        query.put("X-Amz-Signature", signature(query));
        return Answer.redirect(server.url().resolve(OFAC_FILE + "?" + joined(query)));
    }

    private Answer file(Request request) {
        Map<String, String> query = new LinkedHashMap<>(request.query());
        Optional<String> given = Optional.ofNullable(query.remove("X-Amz-Signature"));
        if (given.isEmpty()) {
            return error(403, "AccessDenied", "Access Denied");
        }
        if (request.header("Authorization").isPresent()) {
            return error(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        if (!given.get().equals(signature(query))) {
            return error(403, "SignatureDoesNotMatch", "The signature does not match");
        }
        Instant madeAt = Instant.from(AMAZON.parse(query.getOrDefault("X-Amz-Date", "")));
        return clock.instant().isAfter(madeAt.plus(ADDRESS_LIFE))
                ? error(403, "AccessDenied", "Request has expired")
                : document(request, "ofac.xml");
    }

    private String signature(Map<String, String> query) {
        return Hmac.hex(signingKey, OFAC_FILE + "?" + joined(query));
    }

    private static String joined(Map<String, String> query) {
        return query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
    }

    /// An error as S3 writes it.
    private static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/xml"),
                "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>");
    }

    private Answer document(Request request, String file) {
        if (request.accepted(List.of("application/xml", "text/xml")).isEmpty()) {
            return Answer.empty(406);
        }
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
