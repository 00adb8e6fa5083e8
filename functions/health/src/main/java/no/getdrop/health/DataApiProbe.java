package no.getdrop.health;

import org.slf4j.LoggerFactory;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.rdsdata.RdsDataClient;
import software.amazon.awssdk.services.rdsdata.model.DatabaseResumingException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseUnavailableException;
import software.amazon.awssdk.services.rdsdata.model.InvalidResourceStateException;
import software.amazon.awssdk.services.rdsdata.model.StatementTimeoutException;

import java.time.Duration;

/// Asks the database through the RDS Data API, which needs neither the proxy nor a network path.
final class DataApiProbe {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final DataApiSettings settings;

    /// What that question showed.
    enum Outcome {
        /// The database answered.
        ANSWERED("path down: the database answers by the Data API, not through the proxy"),
        /// The Data API itself could not have an answer from the database.
        DATABASE_DOWN("database down: it does not answer the Data API either"),
        /// The Data API was not reached, or refused the question.
        UNKNOWN("unknown: the Data API gave no answer"),
        /// The settings do not name it.
        NOT_CONFIGURED("not configured");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /// What an operator is told.
        String text() {
            return text;
        }
    }

    DataApiProbe(DataApiSettings settings) {
        this.settings = settings;
    }

    /// Asks once; client and credentials are made for it, so that none can enter a snapshot.
    Outcome ask() {
        try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
                RdsDataClient client = client(credentials)) {
            client.executeStatement(statement ->
                    statement
                            .resourceArn(settings.clusterArn())
                            .secretArn(settings.secretArn())
                            .database(settings.database())
                            .sql("SELECT 1"));
            return Outcome.ANSWERED;
        } catch (DatabaseUnavailableException
                | DatabaseResumingException
                | InvalidResourceStateException
                | StatementTimeoutException e) {
            tell(e);
            return Outcome.DATABASE_DOWN;
        } catch (SdkException e) {
            tell(e);
            return Outcome.UNKNOWN;
        }
    }

    /// Without repeats: the first error says most, and a later one would only come too late.
    private static RdsDataClient client(DefaultCredentialsProvider credentials) {
        return RdsDataClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(LIMIT)
                                .socketTimeout(LIMIT))
                .overrideConfiguration(limits ->
                        limits.apiCallTimeout(LIMIT)
                                .retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private static void tell(SdkException e) {
        LoggerFactory.getLogger(DataApiProbe.class)
                .atWarn()
                .setCause(e)
                .log("the Data API did not answer the probe");
    }
}
