package no.getdrop.tests.journeys;

import no.getdrop.local.lambda.LocalCredentials;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Plain HTTP as a client would speak it; redirects are followed by hand.
public final class Http {
    private static final Duration TIMEOUT = Duration.ofSeconds(35);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    private Http() {}

    /// Sends a request with these headers and, unless it is null, this body.
    public static Answer send(
            String method, URI address, Map<String, String> headers, @Nullable String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(TIMEOUT)
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return Answer.of(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + address + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Gets what is no text.
    public static HttpResponse<byte[]> bytes(URI address, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        headers.forEach(request::header);
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError("GET " + address + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Gets an address.
    public static Answer get(URI address) {
        return send("GET", address, Map.of(), null);
    }

    /// Posts a form, as a browser would.
    public static Answer form(URI address, String form) {
        return send(
                "POST", address, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
    }

    /// The headers of a request that is signed with credentials of AWS for API Gateway.
    public static Map<String, String> signed(
            String method, URI address, @Nullable String body, LocalCredentials credentials) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(address);
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(signing -> {
                            signing.identity(
                                            AwsSessionCredentialsIdentity.create(
                                                    credentials.accessKeyId(),
                                                    credentials.secretAccessKey(),
                                                    credentials.sessionToken()))
                                    .request(request.build())
                                    .putProperty(
                                            AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1");
                            if (body != null) {
                                signing.payload(ContentStreamProvider.fromUtf8String(body));
                            }
                        })
                        .request();
        Map<String, String> headers = new HashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
        // The client sets it by itself and takes it from nobody.
        headers.remove("Host");
        return headers;
    }
}
