package no.getdrop.openbanking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.FakeBank;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

class OpenBankingHttpTest {
    private static final OpenBankingHttp.Exchange QUESTION =
            new OpenBankingHttp.Exchange(
                    "DELETE",
                    "/v1/consents/c1",
                    Map.of("X-Bank-Id", "dnb", "X-Request-ID", UUID.randomUUID().toString()),
                    null);

    private FakeBank bank;
    private OpenBankingHttp http;

    @BeforeEach
    void start() throws IOException {
        bank = FakeBank.start();
        Environment environment = Environment.of(World.variables(bank.url()));
        InstantSource clock = InstantSource.system();
        http =
                new OpenBankingHttp(
                        OpenBankingSettings.forPayments(environment),
                        Secrets.from(environment, clock),
                        clock);
    }

    @AfterEach
    void end() {
        bank.close();
    }

    @Test
    void aTokenThatWasAskedForAheadIsTheOneThatIsUsed() throws Exception {
        http.askAhead();
        http.send(QUESTION);
        http.send(QUESTION);

        assertThat(bank.calls(Call.TOKEN)).isEqualTo(1);
        assertThat(bank.calls(Call.CONSENT_END)).isEqualTo(2);
    }

    @Test
    void whoNeedsTheTokenMeanwhileWaitsForItAndTheNextOneAsksAnew() throws Exception {
        bank.fail(Call.TOKEN, Fault.SILENT);
        http.askAhead();

        assertThatThrownBy(() -> http.send(QUESTION))
                .isInstanceOfSatisfying(
                        BankUnavailableException.class,
                        e -> assertThat(e.mayHaveActed()).isFalse());
        assertThat(bank.calls(Call.TOKEN)).isEqualTo(1);

        http.send(QUESTION);

        assertThat(bank.calls(Call.TOKEN)).isEqualTo(2);
    }

    /// A bank that fails is asked no more for a while: certainly without effect, and at once. The
    /// other banks are.
    @Test
    void aBankThatFailsIsLeftAloneAndTheOthersAreAsked() throws Exception {
        OpenBankingHttp.Exchange elsewhere =
                new OpenBankingHttp.Exchange(
                        "DELETE", "/v1/consents/c1", Map.of("X-Bank-Id", "nordea"), null);
        for (int i = 0; i < 5; i++) {
            bank.fail(Call.CONSENT_END, Fault.UNAVAILABLE);
            assertThatThrownBy(() -> http.send(elsewhere))
                    .isInstanceOf(BankUnavailableException.class)
                    .hasMessage("the bank answered 503");
        }
        long begun = System.nanoTime();
        assertThatThrownBy(() -> http.send(elsewhere))
                .isInstanceOfSatisfying(
                        BankUnavailableException.class,
                        e -> assertThat(e.mayHaveActed()).isFalse());
        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(50);
        assertThat(bank.calls(Call.CONSENT_END)).isEqualTo(5);

        http.send(QUESTION);
        assertThat(bank.calls(Call.CONSENT_END)).isEqualTo(6);
    }
}
