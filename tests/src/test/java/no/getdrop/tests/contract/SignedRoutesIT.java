package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// The routes that take AWS's signature in place of a token answer as the contract describes.
@ExtendWith(Suite.class)
final class SignedRoutesIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "getMigrations|-|200|-",
                "runMigrations|{\"action\":\"plan\"}|200|-",
                "runMigrations|{\"action\":\"validate\"}|200|-",
                "runMigrations|{\"action\":\"undo\"}|400|validation_error",
                "runMigrations|{\"action\":7}|400|validation_error",
                "runMigrations|{\"action\":null}|400|validation_error",
                "runMigrations|[1]|400|validation_error",
                "runMigrations|{|400|validation_error"
            })
    void answerAsDescribed(
            String id, @Nullable String body, int status, @Nullable String error, Drop drop) {
        Operation operation = Contract.DROP.operation(id);
        URI address = drop.host().url().resolve(operation.path());
        Answer answer =
                Http.send(
                        operation.method(),
                        address,
                        signed(operation, address, body, drop.host().credentials()),
                        body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (error != null) {
            assertThat(answer.error()).isEqualTo(error);
        }
        assertThat(Judge.faults(operation, answer)).isEmpty();
    }

    static Map<String, String> signed(
            Operation operation, URI address, @Nullable String body, LocalCredentials credentials) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(operation.method()))
                        .uri(address);
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
