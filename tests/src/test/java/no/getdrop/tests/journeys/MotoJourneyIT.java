package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/// `./run invoke backup events/backup/nightly.json` on a machine with moto; profile moto runs it.
final class MotoJourneyIT {
    @Test
    void theSampleOfANightTakesItsSnapshotOnce(@TempDir Path data) throws Exception {
        String event = Files.readString(Repository.ROOT.resolve("events/backup/nightly.json"));
        try (LocalHost host =
                LocalHost.builder(Repository.ROOT)
                        .data(data)
                        .only("BackupFunction")
                        .moto()
                        .withoutSchedules()
                        .start()) {
            Outcome first = host.invoke("BackupFunction", event);
            assertThat(first).isInstanceOf(Outcome.Succeeded.class);
            assertThat(((Outcome.Succeeded) first).text()).contains("take drop-nightly-");
            Outcome again = host.invoke("BackupFunction", event);
            assertThat(again.toString()).doesNotContain("take drop-nightly-");
        }
    }
}
