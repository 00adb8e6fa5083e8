package no.getdrop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class DemoTest {
    @TempDir private Path images;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aDropThatAnswersAsItShouldPasses() throws Exception {
        try (FakeDrop drop = new FakeDrop("")) {
            assertThat(run(drop.url())).isZero();
            assertThat(text())
                    .contains("POST   /v1/transactions/remittance")
                    .contains("fee 10.00 NOK, total 2010.00 NOK, received 20160.00 RSD")
                    .contains("= completed, stage settled")
                    .contains("1 payment, 129.50 NOK, fee 1.30 NOK, net 128.20 NOK")
                    .contains("All of it held");
            assertThat(images).isDirectoryContaining("glob:**qr-311*.svg");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    login refused | drop://auth/callback with a code
                    link without a session | drop://accounts/callback with the state
                    consent refused | accounts are linked
                    fee | expected a fee of 10.00 NOK
                    session pending | expected the payment session to be authorised
                    completed too soon | expected a new payment to be processing
                    payment failed | expected the payment to complete
                    receipt of another | expected a receipt for txn_1
                    second payment | expected payment txn_1
                    replay not said | expected header Idempotency-Replayed: true
                    reuse taken | to answer 422 with error idempotency_key_reused
                    unauthorised taken | to answer 403 with error payment_session_not_authorised
                    no image | expected an SVG image
                    QR payment pending | expected a QR payment to be completed at once
                    another sale | expected one sale of 129.50 with a fee of 1.30
                    forged taken | to answer 422 with error qr_code_forged
                    """)
    void aDropThatIsWrongInOneWayFails(String wrong, String expected) throws Exception {
        try (FakeDrop drop = new FakeDrop(wrong)) {
            assertThat(run(drop.url())).isEqualTo(1);
            assertThat(text()).contains("FAILED:", expected, "saw").doesNotContain("All of it");
        }
    }

    @Test
    void tooManyRequestsAreAskedAgainAfterThePause() throws Exception {
        try (FakeDrop drop = new FakeDrop("")) {
            drop.server().switches().add(Switch.on("recipients").answering(429));
            assertThat(run(drop.url())).isZero();
            assertThat(text()).contains("too many requests: again after 1 s");
        }
    }

    @Test
    void anErrorIsShownWithItsBody() throws Exception {
        try (FakeDrop drop = new FakeDrop("")) {
            drop.server().switches().add(Switch.on("quote").answering(503));
            assertThat(run(drop.url())).isEqualTo(1);
            assertThat(text()).contains("saw 503 {\"error\":\"switched_to_fail\"}");
        }
    }

    @Test
    void aConnectionThatBreaksFails() throws Exception {
        try (FakeDrop drop = new FakeDrop("")) {
            drop.server().switches().add(Switch.on("quote").dropping());
            assertThat(run(drop.url())).isEqualTo(1);
            assertThat(text()).contains("FAILED: no answer");
        }
    }

    @Test
    void nobodyAtTheAddressIsSaidPlainly() throws Exception {
        URI nobody;
        try (ProviderServer gone = ProviderServer.start("gone")) {
            nobody = gone.url();
        }
        assertThat(run(nobody)).isEqualTo(3);
        assertThat(text()).contains("Nothing answers at " + nobody, "./run");
    }

    private int run(URI base) throws Exception {
        try (WorkerBell worker = WorkerBell.of(base)) {
            return Demo.run(
                    base,
                    worker,
                    TestPerson.KARI,
                    new PrintStream(printed, true, StandardCharsets.UTF_8),
                    images);
        }
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
