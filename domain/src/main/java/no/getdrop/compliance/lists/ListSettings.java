package no.getdrop.compliance.lists;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Where sanctions lists are published, and what is taken from there.
///
/// @param addresses of the documents; a source without one is not screened against
/// @param timeoutMs for one document, in milliseconds
/// @param maxAge after which a publisher is asked again
/// @param shrinkMaxPercent a list that lost more of its entries than so many in a hundred is
///   refused
public record ListSettings(
        Map<ListSource, URI> addresses, int timeoutMs, Duration maxAge, int shrinkMaxPercent) {
    /// The largest of them has thirty million bytes.
    static final int DOCUMENT_BYTES_MAX = 100_000_000;

    public ListSettings {
        Objects.requireNonNull(maxAge, "maxAge");
        addresses = Map.copyOf(addresses);
    }

    /// Reads `EU_SANCTIONS_URL`, `UN_SANCTIONS_URL` and `OFAC_SDN_URL`, all of which production
    /// demands, `LISTS_TIMEOUT_MS` (20 000), `LISTS_MAX_AGE_SECONDS` (86 400) and
    /// `LISTS_SHRINK_MAX_PERCENT` (10).
    public static ListSettings from(Environment environment) {
        Map<ListSource, URI> addresses = new EnumMap<>(ListSource.class);
        read(environment, "EU_SANCTIONS_URL", ListSource.EU, addresses);
        read(environment, "UN_SANCTIONS_URL", ListSource.UN, addresses);
        read(environment, "OFAC_SDN_URL", ListSource.OFAC, addresses);
        return new ListSettings(
                addresses,
                environment.integer("LISTS_TIMEOUT_MS", 20_000, 1_000, 40_000),
                Duration.ofSeconds(
                        environment.integer("LISTS_MAX_AGE_SECONDS", 86_400, 60, 172_800)),
                environment.integer("LISTS_SHRINK_MAX_PERCENT", 10, 0, 100));
    }

    private static void read(
            Environment environment,
            String name,
            ListSource source,
            Map<ListSource, URI> addresses) {
        boolean production = Stage.from(environment) == Stage.PRODUCTION;
        if (environment.optional(name).isEmpty() && !production) {
            return;
        }
        addresses.put(source, environment.securedUri(name));
    }
}
