package no.getdrop.migrate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// RDS's answer to who asks for snapshots, two pages of it.
final class FakeRds implements AutoCloseable {
    private final Map<String, String> properties;
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String snapshots = "";
    private volatile int status = 200;

    FakeRds() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        properties =
                Map.of(
                        "aws.endpointUrlRds",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "aws.region",
                        "eu-west-1",
                        "aws.accessKeyId",
                        "AKIDEXAMPLE",
                        "aws.secretAccessKey",
                        "wJalrXUtnFEMI");
        properties.forEach(System::setProperty);
    }

    /// What there is on the second page.
    ///
    /// @param tags `key=value`
    void holds(String identifier, String state, String... tags) {
        StringBuilder list = new StringBuilder();
        for (String tag : tags) {
            String[] pair = tag.split("=", 2);
            list.append("<Tag><Key>%s</Key><Value>%s</Value></Tag>".formatted(pair[0], pair[1]));
        }
        snapshots =
                """
                <DBClusterSnapshot>
                  <DBClusterSnapshotIdentifier>%s</DBClusterSnapshotIdentifier>
                  <Status>%s</Status><TagList>%s</TagList>
                </DBClusterSnapshot>
                """
                        .formatted(identifier, state, list);
    }

    /// From now on it answers that status.
    void fails(int with) {
        status = with;
    }

    /// The bodies that were sent to it.
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            boolean second = request.contains("Marker=next");
            byte[] body =
                    """
                    <DescribeDBClusterSnapshotsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
                      <DescribeDBClusterSnapshotsResult>
                        %s<DBClusterSnapshots>%s</DBClusterSnapshots>
                      </DescribeDBClusterSnapshotsResult>
                    </DescribeDBClusterSnapshotsResponse>
                    """
                            .formatted(
                                    second ? "" : "<Marker>next</Marker>", second ? snapshots : "")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
