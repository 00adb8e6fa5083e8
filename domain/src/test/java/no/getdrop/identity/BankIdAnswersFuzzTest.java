package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.CannedClient;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Kept;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// Whatever BankID answers is a refusal, no answer, or a person who can be kept.
///
/// An input has a line for the discovery document, one for the keys, one for the content type of
/// the token answer and one for that answer, and then the claims. `@keys` is the key set of this
/// test, `@token` an ID token with the claims under its key.
public final class BankIdAnswersFuzzTest {
    private static final URI ISSUER = URI.create("https://bankid.example");
    private static final URI CALLBACK = URI.create("https://api.example/callback");
    private static final Instant STARTED = Instant.ofEpochSecond(1_700_000_000);
    private static final BankId.Trip TRIP =
            new BankId.Trip(CALLBACK, "n-1", "v".repeat(43), STARTED);
    private static final ECKey KEY = key();
    private static final String KEYS = new JWKSet(KEY.toPublicJWK()).toString();
    private static final BankId BANK_ID = bankId();

    private static String discovery = "";
    private static String keys = "";
    private static CannedClient.Answer answer = CannedClient.Answer.json("");

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(BankIdAnswersFuzzTest.class, BankIdAnswersFuzzTest::holds);
    }

    /// Else nothing would be seen of a person.
    @Test
    void aGoodAnswerIsAPerson() throws Exception {
        byte[] good =
                Files.readAllBytes(Path.of("src/test/resources/fuzz/BankIdAnswersFuzzTest/person"));
        assertThat(answer(good)).isInstanceOf(BankId.Answer.Person.class);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, BankIdAnswersFuzzTest::holds);
    }

    private static void holds(byte[] input) throws JOSEException {
        BankId.Answer answered = answer(input);
        Optional<URI> page = BANK_ID.loginPage("s-1", TRIP.nonce(), TRIP.codeVerifier());
        page.ifPresent(Kept::checkAddress);
        switch (answered) {
            case BankId.Answer.Person(BankIdPerson person) -> {
                assertThat(page).isPresent();
                check(person);
            }
            case BankId.Answer.Refused(String reason) -> assertThat(reason).isNotBlank();
            case BankId.Answer.Unavailable() -> {}
        }
    }

    private static BankId.Answer answer(byte[] input) throws JOSEException {
        Lines lines = new Lines(input);
        discovery = lines.next();
        keys = lines.next().replace("@keys", KEYS);
        String type = lines.next();
        String body = lines.next();
        byte[] claims = lines.rest();
        answer =
                new CannedClient.Answer(
                        body.contains("\"error\"") ? 400 : 200,
                        type.isEmpty() ? "application/json" : type,
                        body.contains("@token") ? body.replace("@token", signed(claims)) : body);
        BANK_ID.forget();
        return BANK_ID.person("c-1", TRIP);
    }

    private static void check(BankIdPerson person) {
        assertThat(person.nationalId()).matches("[0-9]{11}");
        Kept.checkName(person.firstName(), 255);
        Kept.checkName(person.lastName(), 255);
        assertThat(person.birthDate())
                .isBetween(LocalDate.of(1900, 1, 1), LocalDate.of(9999, 12, 31));
        assertThat(person.isAdult(STARTED)).isIn(true, false);
        if (person.email() != null) {
            Kept.checkText(person.email());
        }
        assertThat(person.authenticatedAt())
                .isAfter(STARTED.minus(Duration.ofMinutes(2)))
                .isBefore(Instant.now().plus(Duration.ofMinutes(3)));
    }

    private static CannedClient.Answer answer(HttpRequest request) {
        String path = request.uri().getPath();
        if (path.endsWith("/openid-configuration")) {
            return CannedClient.Answer.json(discovery);
        }
        return request.method().equals("GET") ? CannedClient.Answer.json(keys) : answer;
    }

    private static String signed(byte[] claims) throws JOSEException {
        JWSObject token =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(),
                        new Payload(claims));
        token.sign(new ECDSASigner(KEY));
        return token.serialize();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has that curve", e);
        }
    }

    private static BankId bankId() {
        Environment environment = Environment.of(Map.of("BANKID_CLIENT_SECRET", "a secret"));
        return new BankId(
                new BankIdSettings(
                        ISSUER, "drop", CALLBACK, CALLBACK, "urn:bankid:bid;LOA=4", 1_000),
                Secrets.from(environment, InstantSource.system()),
                InstantSource.system(),
                new BankIdHttp(
                        Duration.ofSeconds(1),
                        OutboundHttp.through(
                                "bankid-fuzz", new CannedClient(BankIdAnswersFuzzTest::answer))));
    }
}
