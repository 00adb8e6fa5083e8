package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Ids;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class CallerTest {
    /// Below nothing when the database's clock was set back since the login.
    @ParameterizedTest
    @CsvSource({
        "-PT1S, true",
        "PT0S, true",
        "PT4M59S, true",
        "PT5M, true",
        "PT5M0.001S, false",
        "PT5M1S, false",
        "P1D, false"
    })
    void aLoginIsRecentForFiveMinutes(Duration sinceLogin, boolean recent) {
        Caller caller =
                new Caller(
                        new UserId(Ids.next()),
                        new SessionId(Ids.next()),
                        Platform.WEB,
                        User.Role.USER,
                        sinceLogin);
        assertThat(caller.hasLoggedInRecently()).isEqualTo(recent);
    }
}
