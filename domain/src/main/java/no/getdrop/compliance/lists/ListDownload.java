package no.getdrop.compliance.lists;

import no.getdrop.runtime.OutboundHttp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Fetches a published document.
///
/// Publishers answer with another address, OFAC with one at its store of files; it is followed, to
/// https alone, and with nothing of Drop's in the request. Addresses are not told in errors: that
/// of the EU has a token in it.
final class ListDownload {
    private static final int REDIRECTS_MAX = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final OutboundHttp http;

    ListDownload(Duration connectTimeout) {
        http = new OutboundHttp("sanctions-lists", connectTimeout);
    }

    /// The document's bytes.
    ///
    /// @param publisher whose it is
    /// @param limit for all of it
    /// @throws ListRefusedException when the publisher has none to give
    /// @throws IOException when it did not come in time
    byte[] fetch(ListSource publisher, URI address, Duration limit)
            throws IOException, ListRefusedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        URI next = address;
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            Duration left = Duration.ofNanos(Math.max(1, endNanos - System.nanoTime()));
            HttpResponse<byte[]> answer =
                    http.fetch(
                            publisher.text(),
                            HttpRequest.newBuilder(next)
                                    .timeout(left)
                                    .header("Accept", "application/xml, text/xml, */*;q=0.1")
                                    .header("User-Agent", "Drop")
                                    .build(),
                            ListSettings.DOCUMENT_BYTES_MAX);
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            if (!REDIRECTS.contains(answer.statusCode())) {
                throw new ListRefusedException("its publisher answered " + answer.statusCode());
            }
            next = target(next, answer);
        }
        throw new ListRefusedException("its publisher redirects in circles");
    }

    private static URI target(URI from, HttpResponse<byte[]> answer) throws ListRefusedException {
        Optional<String> location = answer.headers().firstValue("Location");
        try {
            URI target =
                    from.resolve(
                            location.orElseThrow(() ->
                                    new ListRefusedException("its publisher redirects nowhere")));
            boolean sameHost =
                    "http".equals(target.getScheme())
                            && "http".equals(from.getScheme())
                            && from.getAuthority().equals(target.getAuthority());
            boolean asSafe = "https".equals(target.getScheme()) || sameHost;
            if (target.getHost() == null || !asSafe) {
                throw new ListRefusedException("its publisher redirects to what is not https");
            }
            return target;
        } catch (IllegalArgumentException e) {
            throw new ListRefusedException("its publisher redirects to no address", e);
        }
    }
}
