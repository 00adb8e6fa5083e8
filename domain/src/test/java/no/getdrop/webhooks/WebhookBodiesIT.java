package no.getdrop.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.kyc.SumsubMessagesFuzzTest;
import no.getdrop.payments.BankNoticesFuzzTest;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;
import java.util.Random;

/// What the signature of a provider lets in can be kept: an answer that it is not would bring the
/// same message again for days.
class WebhookBodiesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final int NEIGHBOURS = 200;

    private final WebhookEvents events =
            new WebhookEvents(
                    DATABASE.app(),
                    Map.of(
                            WebhookEvent.Provider.SUMSUB,
                            (handle, event) -> WebhookAction.Result.IGNORED,
                            WebhookEvent.Provider.OPENBANKING,
                            (handle, event) -> WebhookAction.Result.IGNORED),
                    new HandClock());

    @Test
    void everyGenuineMessageOfSumsubIsKept() throws Exception {
        int kept = 0;
        for (byte[] input : inputs(SumsubMessagesFuzzTest.class)) {
            Lines lines = new Lines(input);
            lines.next();
            lines.next();
            kept += keep(SumsubMessagesFuzzTest.signed(lines.rest()));
        }
        assertThat(kept).isGreaterThan(20);
    }

    @Test
    void everyGenuineNoticeOfTheBankIsKept() throws Exception {
        int kept = 0;
        for (byte[] input : inputs(BankNoticesFuzzTest.class)) {
            Lines lines = new Lines(input);
            String id = lines.next();
            lines.next();
            lines.next();
            kept += keep(BankNoticesFuzzTest.signed(id, lines.rest()));
        }
        assertThat(kept).isGreaterThan(20);
    }

    private int keep(WebhookReceipt receipt) {
        if (receipt instanceof WebhookReceipt.Genuine(WebhookEvent event)) {
            events.take(event);
            return 1;
        }
        return 0;
    }

    private static List<byte[]> inputs(Class<?> target) {
        List<byte[]> known = Fuzz.known(target);
        Random random = new Random(1);
        return known.stream()
                .<byte[]>mapMulti((input, sink) -> {
                    sink.accept(input);
                    for (int i = 0; i < NEIGHBOURS; i++) {
                        sink.accept(Fuzz.neighbour(input, known, random));
                    }
                })
                .toList();
    }
}
