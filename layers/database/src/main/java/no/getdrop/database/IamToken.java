package no.getdrop.database;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import java.net.URI;
import java.time.Duration;

/// The token that IAM authentication takes as a password: a presigned `connect` request, valid for
/// 15 minutes, signed here without a call over the network.
///
/// The SDK's own method for it stands in its RDS client, which alone is as large as half of what
/// the layers may weigh; it signs the same request with the same signer.
final class IamToken {
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private IamToken() {}

    /// Signs with the function's credentials as they are now.
    static String sign(DatabaseSettings settings) {
        try (DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build()) {
            return sign(
                    settings,
                    credentials.resolveCredentials(),
                    DefaultAwsRegionProviderChain.builder().build().getRegion().id());
        }
    }

    static String sign(
            DatabaseSettings settings, AwsCredentialsIdentity credentials, String region) {
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(URI.create("https://" + settings.host() + ":" + settings.port() + "/"))
                        .putRawQueryParameter("Action", "connect")
                        .putRawQueryParameter("DBUser", settings.user())
                        .build();
        SignedRequest signed =
                AwsV4HttpSigner.create()
                        .sign(sign ->
                                sign.identity(credentials)
                                        .request(request)
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                                        .putProperty(
                                                AwsV4HttpSigner.AUTH_LOCATION,
                                                AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                                        .putProperty(
                                                AwsV4HttpSigner.EXPIRATION_DURATION, LIFETIME));
        return signed.request().getUri().toString().substring("https://".length());
    }
}
