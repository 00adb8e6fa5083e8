package no.getdrop.local.providers.rds;

import no.getdrop.local.providers.http.CallJournal;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/// An RDS of its own for one test, and AWS's own client for each of two regions.
final class RdsClients implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-25T02:00:00Z");
    static final String KEY = "arn:aws:kms:eu-north-1:000000000000:key/copies";

    final HandClock clock = new HandClock(START);
    final CallJournal journal = new CallJournal();
    final Rds rds;
    final RdsClient west;
    final RdsClient north;

    RdsClients(Timing timing) throws IOException {
        rds = Rds.start(clock, journal);
        rds.timing(timing);
        rds.addKey(KEY);
        west = client(rds.url(), Region.EU_WEST_1);
        north = client(rds.url(), Region.EU_NORTH_1);
    }

    static RdsClient client(URI endpoint, Region region) {
        return RdsClient.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(configuration ->
                        configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    static List<Tag> tags(String key, String value) {
        return List.of(Tag.builder().key(key).value(value).build());
    }

    @Override
    public void close() {
        west.close();
        north.close();
        rds.close();
    }
}
