package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;
import no.getdrop.tests.Tools;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first payment of the README, run as it is printed.
@ExtendWith(Suite.class)
final class ReadmeJourneyIT {
    @Test
    void theFirstPaymentWorksAsPrinted(Drop drop) throws IOException, InterruptedException {
        if (!Tools.areThere("curl", "jq")) {
            return;
        }
        String lines =
                firstPayment().replace("http://localhost:3000", drop.host().url().toString());
        Process process =
                new ProcessBuilder("bash", "-eu", "-c", lines).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text)
                .contains("\"fee\":10.00")
                .contains("\"status\":\"processing\"")
                .contains("\"reference\": \"txn_");
    }

    private static String firstPayment() {
        Matcher block =
                Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL)
                        .matcher(Repository.text(Repository.ROOT.resolve("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
