package no.getdrop.identity;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;

import no.getdrop.runtime.OutboundHttp;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Carries what the OpenID Connect library asks of BankID.
final class BankIdHttp implements HTTPRequestSender, ResourceRetriever {
    private static final int RESPONSE_BYTES_MAX = 100_000;

    private final Duration timeout;
    private final OutboundHttp http;

    /// @param timeout for connecting, and again for one whole exchange
    BankIdHttp(Duration timeout) {
        this(timeout, new OutboundHttp("bankid-http", timeout));
    }

    /// @param timeout for one whole exchange
    BankIdHttp(Duration timeout, OutboundHttp http) {
        this.timeout = timeout;
        this.http = http;
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        String body = request.getBody();
        HttpRequest.Builder sent =
                HttpRequest.newBuilder(request.getURI())
                        .method(
                                request.getMethod().name(),
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        request.getHeaderMap()
                .forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
        HttpResponse<String> answer = exchange(sent);
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        try {
            response.setContentType(contentType(answer));
        } catch (ParseException e) {
            throw new IOException("BankID's answer has a content type that is none", e);
        }
        response.setBody(answer.body());
        return response;
    }

    @Override
    public Resource retrieveResource(URL address) throws IOException {
        HttpResponse<String> answer =
                exchange(HttpRequest.newBuilder(URI.create(address.toString())));
        if (answer.statusCode() != 200) {
            throw new IOException("BankID answered " + answer.statusCode() + " at " + address);
        }
        return new Resource(answer.body(), contentType(answer));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException {
        return http.send(request.timeout(timeout).build(), RESPONSE_BYTES_MAX);
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("application/octet-stream");
    }
}
