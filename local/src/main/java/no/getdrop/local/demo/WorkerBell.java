package no.getdrop.local.demo;

import no.getdrop.local.HostFile;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Has the worker run now, where the Lambda Invoke address of the suite is known; elsewhere its
/// schedule does.
final class WorkerBell implements AutoCloseable {
    private static final String WORKER = "/2015-03-31/functions/WorkerFunction/invocations";

    private final Optional<URI> invokeUrl;
    private final HttpClient http = HttpClient.newHttpClient();

    private WorkerBell(Optional<URI> invokeUrl) {
        this.invokeUrl = invokeUrl;
    }

    /// The bell of the suite at an address, if it runs with this folder's data.
    static WorkerBell of(URI base) {
        return new WorkerBell(
                HostFile.running(Path.of(".drop"))
                        .filter(host -> host.url().getPort() == base.getPort())
                        .map(HostFile.Host::invokeUrl));
    }

    /// The bell of a suite that is known.
    static WorkerBell at(URI invokeUrl) {
        return new WorkerBell(Optional.of(invokeUrl));
    }

    boolean isThere() {
        return invokeUrl.isPresent();
    }

    /// Has the worker run once; what it does is seen at the payment.
    void ring() throws IOException, InterruptedException {
        if (invokeUrl.isPresent()) {
            http.send(
                    HttpRequest.newBuilder(invokeUrl.get().resolve(WORKER))
                            .timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.discarding());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
