package no.getdrop.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

final class RedactionTest {
    private static final String HEX =
            "0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "DATABASE_PASSWORD",
                "passphrase",
                "clientSecret",
                "refreshToken",
                "tokens",
                "Authorization",
                "cookie",
                "cookies",
                "Set-Cookie",
                "credentials",
                "jwt",
                "x-signature",
                "nationalId",
                "national_id",
                "fnr",
                "iban",
                "accountNumber",
                "codeVerifier",
                "nonce",
                "ENCRYPTION_KEY",
                "apiKey",
                "awsSecretAccessKey"
            })
    void aNameThatEndsInAKindOfSecretIsOne(String name) {
        assertThat(Redaction.isSecretName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"paymentId", "status", "durationMs", "keyboard", "hook", "", "traceparent"})
    void otherNamesAreNot(String name) {
        assertThat(Redaction.isSecretName(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "login with password=hunter2 failed | login with password=[redacted] failed",
                "{password=hunter2, user=kari} | {password=[redacted] user=kari}",
                "{\"password\":\"hun\\\"ter,2\",\"user\":\"kari\"} |"
                        + " {\"password\":[redacted],\"user\":\"kari\"}",
                "{\\\"password\\\":\\\"hunter 2\\\"} | {\\\"password\\\":[redacted]}",
                "AWS_SECRET_ACCESS_KEY: abc | AWS_SECRET_ACCESS_KEY: [redacted]",
                "NATIONAL_ID_KEY=abc | NATIONAL_ID_KEY=[redacted]",
                "client_secret='a b c' next | client_secret=[redacted] next",
                "a=1&token=abc | a=1&token=[redacted]",
                "postgresql://app:p@ss/w:rd@db:5432/drop |"
                        + " postgresql://app:[redacted]@db:5432/drop",
                "Bearer abc.def-123 sent | Bearer [redacted] sent",
                "Authorization: Digest user=a, response=b | Authorization: [redacted]",
                "Cookie: drop_session=abc; other=def | Cookie: [redacted]",
                "set-cookie=a=b; Path=/ | set-cookie=[redacted]",
                "id AKIAIOSFODNN7EXAMPLE used | id [redacted] used",
                "has wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY0 in it | has [redacted] in it",
                "1:" + HEX + ",2:" + HEX + " | 1:[redacted],2:[redacted]",
                "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ ok | jwt [redacted] ok",
                "unsigned eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0. ok | unsigned [redacted] ok",
                "born 01010112345. | born [redacted].",
                "born 010101 12345, | born [redacted],",
                "account 1503.12.34567 | account [redacted]",
                "to NO93 8601 1117 947 today | to [redacted] today",
                "to NO9386011117947 today | to [redacted] today",
                "to no9386011117947 today | to [redacted] today",
                "to GB29NWBK60161331926819! | to [redacted]!",
                "GET /v1/x/150312%2034567/y | GET /v1/x/[redacted]/y",
                "GET /v1/x/NO93%208601%201117%20947?a | GET /v1/x/[redacted]?a",
                "/x/postgresql%3A%2F%2Fapp%3Ahunter2%40db%2Fdrop | /x/[redacted]",
                "/x/password%3Dhunter2 | /x/[redacted]",
                "/x/Bearer%20hunter2-hunter2 | /x/[redacted]",
                "/x/wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY0/y | /x/[redacted]/y",
                "/x/dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk/y | /x/[redacted]/y",
                "/v1/" + HEX + "/y | /v1/[redacted]/y",
                "-----BEGIN PRIVATE KEY----- abc -----END PRIVATE KEY----- x | [redacted] x",
                "-----BEGIN RSA PRIVATE KEY----- abc | [redacted]"
            })
    void aSecretIsFoundByItsShapeOrTheNameBeforeIt(String text, String expected) {
        assertThat(Redaction.redact(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment txn_0198f0c27d3e7abc8def00000000000f submitted",
                "0198f0c2-7d3e-7abc-8def-012345678901",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ab12cdef34567890abcdef1234567890",
                "2026-03-02T08:09:10.123456Z",
                "1764835200123",
                "amount 1234567890 minor units, rate 27.5012345",
                "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "at no.getdrop.database.Database.call(Database.java:88)",
                "https://api.example.com:8443/v1/accounts?limit=10",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:drop-AbCdEf",
                "at no.getdrop.x.ThisIsAClassWithAVeryLongNameIndeedYes.run",
                "/v1/nowhere/a%20b%2Fc/100%25/%zz",
                "/var/task/lib/no.getdrop.SomeLongFileNameOfAClass0123456789.jar",
                "+47 12345678"
            })
    void whatIsNoSecretStays(String text) {
        assertThat(Redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void aLongTextIsCutAtAWordSoThatNoHalfOfASecretStays() {
        String text = "x".repeat(32_760) + " 01010112345 and on".repeat(10);

        assertThat(Redaction.redact(text)).isEqualTo("x".repeat(32_760) + " [cut]");
        assertThat(Redaction.redact("y".repeat(50_000))).isEqualTo("[cut]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "eyJ",
                "eyJhbGci.",
                "://",
                "://:",
                "://a:b",
                "password",
                "password=\"\\\"",
                "\\",
                "NO93 ",
                "1",
                "1 ",
                "-----BEGIN A-----",
                "Aa1",
                "/Aa1",
                "%41",
                "%",
                "/%4",
                "\"\\",
                " "
            })
    void noTextTakesLongToLookThrough(String unit) {
        String text = unit.repeat(32_768 / unit.length());

        // The processor's time, so that a busy machine does not count.
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long started = thread.getCurrentThreadCpuTime();

        Redaction.redact(text);

        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - started))
                .isLessThan(Duration.ofSeconds(3));
    }
}
