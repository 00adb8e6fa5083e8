package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/// A small request that costs Drop much. `BadInputIT` has more that are nested deeply, that have
/// long numbers and that say a field twice.
@ExtendWith(Suite.class)
final class BombAttackIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @Test
    void sendsAnObjectThatGrows(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("names of one hash", object(12));
        bodies.put("an array of 120,000", "{\"type\":[" + "0,".repeat(119_999) + "0]}");
        bodies.put("objects within objects", "{\"a\":".repeat(31) + "1" + "}".repeat(31));
        bodies.put("too deep", "{\"a\":".repeat(40_000));
        bodies.put("one name of 60,000", "{\"" + "x".repeat(60_000) + "\":1}");
        bodies.put("escapes", "{\"type\":\"" + "\\u0041".repeat(40_000) + "\"}");
        bodies.put("blanks", " ".repeat(200_000) + "{}");
        bodies.put("huge exponents", "{\"a\":[" + "1e999999999,".repeat(20_000) + "0]}");
        bodies.forEach((what, body) -> {
            Answer answer = atOnce(what, () -> attacker.post("/v1/consents", body));
            assertThat(answer.status()).as(what + " → " + answer.body()).isBetween(400, 499);
        });
        String keyed = "{\"type\":\"terms\",\"a\":{" + object(11).substring(1) + "}";
        Answer harmless =
                atOnce(
                        "with a key, so that all of it is written out",
                        () ->
                                attacker.send(
                                        "POST",
                                        "/v1/consents",
                                        Map.of("Idempotency-Key", Customer.newKey()),
                                        keyed));
        harmless.expect(201);
    }

    /// Written out, each has millions of digits.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e3000000",
                "1e30000000",
                "1e300000000",
                "1e2147483647",
                "-1e99999999",
                "0e99999999",
                "1e-2147483647",
                "0.1e-99999999"
            })
    void sendsAnAmountOfTenLetters(String amount, Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String recipientId = attacker.addRecipient();
        Answer answer =
                atOnce(
                        amount,
                        () ->
                                attacker.post(
                                        "/v1/transactions/disclosure",
                                        "{\"recipientId\":\"%s\",\"amount\":%s}"
                                                .formatted(recipientId, amount)));
        answer.expect(400);
    }

    /// 100 MB of blanks in a hundred kilobytes.
    @Test
    void sendsABodyThatUnpacksToManyTimesItsLength(Drop drop) throws Exception {
        Customer attacker = drop.newCustomer().login();
        byte[] packed = gzip(100);
        assertThat(packed.length).isLessThan(200_000);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String encoding : List.of("gzip", "x-gzip", "gzip, gzip", "deflate", "br")) {
                HttpRequest request =
                        HttpRequest.newBuilder(drop.host().url().resolve("/v1/consents"))
                                .header("Authorization", "Bearer " + attacker.accessToken())
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", encoding)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(packed))
                                .timeout(AT_ONCE)
                                .build();
                HttpResponse<String> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(encoding).isBetween(400, 499);
            }
        }
        assertThat(attacker.get("/v1/accounts").status()).as("it still serves").isEqualTo(200);
    }

    /// What the gateway may have unpacked already is bounded by its length.
    @Test
    void sendsABodyOfMegabytes(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Answer answer =
                atOnce("3 MB", () -> attacker.post("/v1/consents", " ".repeat(3_000_000) + "{}"));
        assertThat(answer.error()).isEqualTo("body_too_large");
    }

    private static Answer atOnce(String what, Supplier<Answer> request) {
        long start = System.nanoTime();
        Answer answer = request.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(AT_ONCE);
        return answer;
    }

    /// Two to the power of `letters` names that `String.hashCode` does not tell apart.
    private static String object(int letters) {
        StringBuilder object = new StringBuilder("{");
        for (int i = 0; i < 1 << letters; i++) {
            object.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < letters; bit++) {
                object.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            object.append("\":0");
        }
        return object.append('}').toString();
    }

    private static byte[] gzip(int megabytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < megabytes; i++) {
                out.write(blanks);
            }
        }
        return packed.toByteArray();
    }
}
