package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.local.providers.bankid.Spoiled;
import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Whatever is sent and wherever it stands, no function's log holds a secret; of a body, a header
/// and a query it holds nothing at all. Nor does it hold what Drop keeps, when anything fails.
@ExtendWith(Suite.class)
final class LoggedSecretsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SAMPLE = 25;
    private static final int LIMITS_CLEARED_EVERY = 5;

    private static final List<String> HEADERS =
            List.of(
                    "Accept",
                    "Accept-Language",
                    "Authorization",
                    "Cookie",
                    "Content-Type",
                    "Forwarded",
                    "Idempotency-Key",
                    "Origin",
                    "Referer",
                    "Sec-Fetch-Site",
                    "User-Agent",
                    "X-Api-Key",
                    "X-Forwarded-For",
                    "X-Payload-Digest",
                    "X-Request-Id",
                    "traceparent",
                    "webhook-signature");

    /// These stand in the log, so that a request is found again.
    private static final Set<String> LOGGED = Set.of("X-Request-Id", "traceparent");

    /// A place of a request into which something is put.
    ///
    /// @param isLogged whether what stands there is logged unless it looks like a secret
    private record Place(String name, boolean isLogged, Consumer<String> sender) {}

    private record Try(Place place, Planted.Kind kind) {}

    static List<Operation> operations() {
        return Contract.DROP.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nothingSecretThatIsSentIsInALog(Operation operation, Drop drop) {
        Cast cast = operation.endsSession() ? Cast.fresh(drop) : Cast.of(operation, drop);
        Request right = Request.right(operation, new Scene(drop, cast));
        Map<String, String> caller = cast.headers(operation.actor());
        Random random = new Random(Extent.SEED + operation.route().hashCode());
        List<Try> tries = new ArrayList<>();
        for (Place place : places(right, drop, caller)) {
            for (Planted.Kind kind : Planted.kinds()) {
                if (kind.hasShape() || !place.isLogged()) {
                    tries.add(new Try(place, kind));
                }
            }
        }
        Logs logs = Logs.since(drop);
        Map<String, Try> needles = new LinkedHashMap<>();
        try (Rows rows = new Rows(drop)) {
            int sent = 0;
            for (Try each : Extent.of(tries, SAMPLE)) {
                if (sent++ % LIMITS_CLEARED_EVERY == 0) {
                    rows.clearLimits();
                }
                Planted planted = Planted.of(each.kind(), random);
                each.place().sender().accept(planted.text());
                planted.needles().forEach(needle -> needles.put(needle, each));
            }
        }
        String written = logs.read();
        List<String> found = new ArrayList<>();
        needles.forEach((needle, each) -> {
            if (written.contains(needle)) {
                found.add(
                        "%s in %s: %s"
                                .formatted(
                                        each.kind(), each.place().name(), around(needle, written)));
            }
        });
        assertThat(found).as("seed " + Extent.SEED).isEmpty();
        assertThat(needles).hasSizeGreaterThan(15);
    }

    /// What stands in an address is in the log, escaped or not: this is where a secret would be.
    @Test
    void theLogIsReadWhereASecretWouldStand(Drop drop) {
        Logs logs = Logs.since(drop);
        Http.get(drop.host().url().resolve("/v1/nowhere/zq%7Eplain~words"));
        Http.send(
                "GET",
                drop.host().url().resolve("/v1/rates"),
                Map.of("X-Request-Id", "zq-id"),
                null);
        assertThat(logs.read()).contains("zq~plain~words");
    }

    /// Logins, payments, a shop, a worker's run, providers that fail, statements that fail.
    @Test
    void nothingThatDropKeepsIsInALog(Drop drop) throws Exception {
        Logs logs = Logs.whole(drop);
        Map<String, String> needles = new LinkedHashMap<>();
        Customer payer = drop.newCustomer().login();
        keepWhatIsSecretOf(payer, drop, needles);
        String recipientId = payer.addRecipient("Zqana Petrović-Unseen");
        String accountId = payer.linkAccount();
        payer.pay(payer.prepare(recipientId, accountId, "300"), Customer.newKey());
        Customer owner = drop.newCustomer().login();
        keepWhatIsSecretOf(owner, drop, needles);
        Shop.of(owner);
        needles.put("a shop's account", "60100007919");
        needles.put("a recipient's name", "Zqana");
        needles.put("a recipient's account", Customer.IBAN.substring(4));
        drop.host().invoke("WorkerFunction", "{}");

        drop.clearLimits();
        drop.host().providers().bankId().spoil(Spoiled.NO_NATIONAL_ID, 1);
        Answer start = payer.get("/v1/auth/bankid?platform=mobile");
        URI page = URI.create(start.data().path("redirectUrl").asText());
        Http.get(Http.form(page, "person=" + payer.person()).location());
        drop.host().providers().bank().fail(Switch.on("payments").answering(500));
        drop.clearLimits();
        payer.pay(payer.prepare(recipientId, accountId, "310"), Customer.newKey());
        brokenStatements(payer, drop, needles);
        drop.host().invoke("WorkerFunction", "{}");

        secretsOfTheMachine(drop, needles);
        String written = logs.read();
        List<String> found = new ArrayList<>();
        needles.forEach((what, needle) -> {
            assertThat(needle).as(what).hasSizeGreaterThan(4);
            if (written.contains(needle)) {
                found.add(what + ": " + around(needle, written));
            }
        });
        assertThat(found).isEmpty();
        assertThat(written).as("statements failed").contains("request failed", "zq_no_such_name");
    }

    /// A statement that is wrong, and a row that a constraint refuses: both bear what was sent.
    private static void brokenStatements(Customer payer, Drop drop, Map<String, String> needles) {
        needles.put("the name in a refused row", "Zqrefused");
        drop.update(
                "ALTER TABLE recipients ADD CONSTRAINT zq_no_such_name"
                        + " CHECK (name NOT LIKE 'Zqrefused%') NOT VALID");
        try {
            assertThat(add(payer, "Zqrefused Marić").status()).isEqualTo(500);
        } finally {
            drop.update("ALTER TABLE recipients DROP CONSTRAINT zq_no_such_name");
        }
        needles.put("the name in a statement that failed", "Zqfailed");
        drop.update("ALTER TABLE recipients RENAME TO zq_away");
        try {
            assertThat(add(payer, "Zqfailed Marić").status()).isEqualTo(500);
        } finally {
            drop.update("ALTER TABLE zq_away RENAME TO recipients");
        }
    }

    private static Answer add(Customer payer, String name) {
        return payer.post("/v1/recipients", Customer.recipient(name));
    }

    private static void keepWhatIsSecretOf(
            Customer person, Drop drop, Map<String, String> needles) {
        TestPerson known = TestPerson.find(person.person()).orElseThrow();
        needles.put(person.person() + "'s token", person.accessToken());
        needles.put(person.person() + "'s national id", known.nationalId().digits());
        for (String iban : drop.host().providers().bank().ibans("dnb", known)) {
            needles.put("account " + iban, iban.substring(4));
        }
    }

    private static void secretsOfTheMachine(Drop drop, Map<String, String> needles) {
        try {
            JSON.readTree(drop.data().resolve("secrets.json").toFile())
                    .properties()
                    .forEach(secret -> needles.put(secret.getKey(), secret.getValue().asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        needles.remove("LOCAL_ACCESS_KEY_ID");
        assertThat(needles).containsKey("JWT_SECRET");
    }

    private static List<Place> places(Request right, Drop drop, Map<String, String> caller) {
        List<Place> places = new ArrayList<>();
        Operation operation = right.operation();
        String body = right.body() == null ? null : right.body().toString();
        for (JsonNode parameter : operation.parametersIn("path")) {
            String name = parameter.path("name").asText();
            places.add(
                    new Place(
                            "path " + name,
                            true,
                            secret -> send(right.withPath(name, secret), drop, caller, body)));
        }
        places.add(
                new Place(
                        "below the path",
                        true,
                        secret -> {
                            String path = right.target().replaceAll("\\?.*", "");
                            URI address =
                                    drop.host().url().resolve(path + '/' + Request.encoded(secret));
                            Http.send(operation.method(), address, caller, body);
                        }));
        List<String> queries = new ArrayList<>(List.of("token", "unknown"));
        operation.parametersIn("query").forEach(each -> queries.add(each.path("name").asText()));
        for (String name : queries) {
            places.add(
                    new Place(
                            "query " + name,
                            false,
                            secret -> send(right.withQuery(name, secret), drop, caller, body)));
        }
        for (String name : HEADERS) {
            places.add(
                    new Place(
                            "header " + name,
                            LOGGED.contains(name),
                            secret -> send(right.withHeader(name, secret), drop, caller, body)));
        }
        bodies(right, drop, caller, places);
        return places;
    }

    private static void bodies(
            Request right, Drop drop, Map<String, String> caller, List<Place> places) {
        places.add(new Place("body that is no JSON", false, s -> send(right, drop, caller, s)));
        places.add(new Place("body", false, s -> send(right, drop, caller, object(s, "1"))));
        places.add(
                new Place("name in a body", false, s -> send(right, drop, caller, object("a", s))));
        if (right.body() instanceof ObjectNode whole) {
            Set<String> fields = new TreeSet<>();
            whole.fieldNames().forEachRemaining(fields::add);
            right.operation()
                    .body()
                    .map(media -> media.path("schema").path("properties"))
                    .ifPresent(schema -> schema.fieldNames().forEachRemaining(fields::add));
            for (String field : fields) {
                places.add(
                        new Place(
                                "field " + field,
                                false,
                                secret -> {
                                    String body = whole.deepCopy().put(field, secret).toString();
                                    send(right, drop, caller, body);
                                }));
            }
        }
    }

    /// As its caller, and where AWS's signature is asked for with a good one.
    private static void send(
            Request request, Drop drop, Map<String, String> caller, @Nullable String body) {
        Map<String, String> headers = new LinkedHashMap<>(caller);
        if (request.operation().node().path("security").toString().contains("\"iam\"")) {
            headers.putAll(
                    Http.signed(
                            request.operation().method(),
                            drop.host().url().resolve(request.target()),
                            body,
                            drop.host().credentials()));
        }
        request.send(drop, headers, body);
    }

    private static String object(String name, String value) {
        try {
            return JSON.writeValueAsString(Map.of(name, value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String around(String needle, String text) {
        int at = text.indexOf(needle);
        return text.substring(
                Math.max(0, at - 120), Math.min(text.length(), at + needle.length() + 60));
    }
}
