package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.health.DataApiProbe.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.time.Duration;

@Timeout(20)
final class DataApiProbeTest {
    private final DataApiProbe probe =
            new DataApiProbe(new DataApiSettings(FakeDataApi.CLUSTER, FakeDataApi.SECRET, "drop"));
    private FakeDataApi dataApi;

    @BeforeEach
    void start() throws IOException {
        dataApi = new FakeDataApi();
    }

    @AfterEach
    void stop() {
        dataApi.close();
    }

    @Test
    void itAsksTheDatabaseOfTheClusterAsTheRoleOfTheSecret() {
        assertThat(probe.ask()).isEqualTo(Outcome.ANSWERED);
        assertThat(dataApi.requests())
                .singleElement()
                .asString()
                .contains(
                        "\"database\":\"drop\"",
                        "\"resourceArn\":\"" + FakeDataApi.CLUSTER,
                        "\"secretArn\":\"" + FakeDataApi.SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "504, DatabaseUnavailableException, DATABASE_DOWN",
        "400, DatabaseResumingException, DATABASE_DOWN",
        "400, InvalidResourceStateException, DATABASE_DOWN",
        "400, StatementTimeoutException, DATABASE_DOWN",
        "403, AccessDeniedException, UNKNOWN",
        "400, BadRequestException, UNKNOWN",
        "500, InternalServerErrorException, UNKNOWN"
    })
    void aDatabaseThatIsDownIsToldFromADataApiThatRefuses(
            int status, String error, Outcome expected) {
        dataApi.fails(status, error);
        assertThat(probe.ask()).isEqualTo(expected);
        assertThat(dataApi.requests()).as("asked once, without repeats").hasSize(1);
    }

    @Test
    void aDataApiThatNeverAnswersIsGivenUpAfterASecond() {
        // The first question also loads the client's classes.
        probe.ask();
        dataApi.waits(Duration.ofSeconds(5));
        long started = System.nanoTime();
        assertThat(probe.ask()).isEqualTo(Outcome.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(1_800));
    }
}
