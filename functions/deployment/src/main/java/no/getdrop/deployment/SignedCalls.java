package no.getdrop.deployment;

import no.getdrop.runtime.Json;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.IoUtils;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Sends one request to a service of AWS, signed by the SDK's signer and sent by its HTTP client
/// with the function's own role.
///
/// The two calls that a hook makes need no client of their own (ADR 24): signer and HTTP client are
/// in the runtime layer already.
final class SignedCalls {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final String region;

    SignedCalls(String region) {
        this.region = region;
    }

    /// What the service answered, of whatever status.
    ///
    /// @param error type of an error; empty for none
    /// @param functionError what Lambda says beside the answer of a function that failed
    record Reply(int status, String error, String functionError, String body) {}

    /// Posts and gives the answer.
    ///
    /// @param service the name that the signature is for
    /// @param limit for the connection to stay silent
    /// @throws IOException when there was none
    Reply post(
            String service, URI address, Map<String, String> headers, String text, Duration limit)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(address)
                        .putHeader("Content-Length", Integer.toString(body.length));
        headers.forEach(request::putHeader);
        SignedRequest signed = sign(service, request.build(), body);
        try (SdkHttpClient client =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(shorter(CONNECT, limit))
                        .socketTimeout(limit)
                        .build()) {
            HttpExecuteRequest.Builder execution =
                    HttpExecuteRequest.builder().request(signed.request());
            signed.payload().ifPresent(execution::contentStreamProvider);
            return read(client.prepareRequest(execution.build()).call());
        }
    }

    private SignedRequest sign(String service, SdkHttpRequest request, byte[] body) {
        try (DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build()) {
            return AwsV4HttpSigner.create()
                    .sign(sign ->
                            sign.identity(credentials.resolveCredentials())
                                    .request(request)
                                    .payload(() -> new ByteArrayInputStream(body))
                                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        }
    }

    private static Reply read(HttpExecuteResponse response) throws IOException {
        String body = "";
        if (response.responseBody().isPresent()) {
            try (InputStream stream = response.responseBody().get()) {
                body = IoUtils.toUtf8String(stream);
            }
        }
        int status = response.httpResponse().statusCode();
        return new Reply(
                status,
                status == 200 ? "" : error(header(response, "x-amzn-ErrorType"), body),
                header(response, "X-Amz-Function-Error"),
                body);
    }

    /// The type stands in a header or in the body, with a name space before or an address behind it
    /// or without (AWS JSON 1.1 protocol, "Operation error serialization").
    private static String error(String header, String body) {
        String type = header;
        if (type.isEmpty()) {
            try {
                type = Json.mapper().readTree(body).path("__type").asText("");
            } catch (IOException e) {
                return "without a type";
            }
        }
        String name = type.substring(type.indexOf('#') + 1);
        return name.indexOf(':') < 0 ? name : name.substring(0, name.indexOf(':'));
    }

    private static String header(HttpExecuteResponse response, String name) {
        Optional<String> value = response.httpResponse().firstMatchingHeader(name);
        return value.orElse("");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
