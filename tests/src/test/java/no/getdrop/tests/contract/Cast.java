package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The persons of the matrix, each logged in, with the tokens they call by.
final class Cast {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static @Nullable Cast shared;

    private static final int[] WEIGHTS = {3, 2, 7, 6, 5, 4, 3, 2};
    private static final AtomicInteger BUSINESSES = new AtomicInteger();

    private final Customer owner;
    private final Map<Caller, Customer> persons = new EnumMap<>(Caller.class);
    private final JsonNode business;
    private final Customer.Prepared prepared;
    private @Nullable String paymentId;
    private final Map<Caller, String> tokens = new EnumMap<>(Caller.class);

    private Cast(Drop drop) {
        owner = login(drop, drop.newCustomer());
        Customer merchant = login(drop, drop.newCustomer());
        Customer other = login(drop, drop.newCustomer());
        Customer admin = login(drop, drop.newCustomer());
        makeAdmin(drop, admin);
        business = register(merchant);
        persons.put(Caller.OWNER, owner);
        persons.put(Caller.OTHER_USER, other);
        persons.put(Caller.MERCHANT, merchant);
        persons.put(Caller.ADMIN, admin);
        prepared = owner.prepare("2000");
        persons.forEach((caller, person) -> tokens.put(caller, person.accessToken()));
        tokens.put(Caller.PAYMENT_SESSION_TOKEN, prepared.sessionId());
        tokens.put(Caller.EXPIRED_TOKEN, expiringAt(owner.accessToken(), Instant.now()));
        tokens.put(Caller.REVOKED_SESSION, revoked(drop));
    }

    /// The persons that most tests share.
    static synchronized Cast shared(Drop drop) {
        if (shared == null) {
            shared = new Cast(drop);
        }
        return shared;
    }

    /// Persons for an operation after which they are not what they were.
    static Cast fresh(Drop drop) {
        return new Cast(drop);
    }

    Customer owner() {
        return owner;
    }

    /// The person behind a caller who is one.
    Customer customer(Caller caller) {
        return Objects.requireNonNull(persons.get(caller), caller.label());
    }

    /// Whom the owner pays, always the same: a burst of new recipients would be held.
    String recipientId() {
        return prepared.recipientId();
    }

    /// A payment of the owner, made when it is first asked for.
    String paymentId(Supplier<String> made) {
        String known = paymentId;
        if (known == null) {
            known = made.get();
            paymentId = known;
        }
        return known;
    }

    /// The merchant's business, as it was answered when it was registered.
    JsonNode business() {
        return business;
    }

    /// An organisation number that nobody has used, with its check digit by modulo 11.
    static String newOrgNumber() {
        while (true) {
            String eight = "318%05d".formatted(BUSINESSES.incrementAndGet());
            int sum = 0;
            for (int i = 0; i < WEIGHTS.length; i++) {
                sum += WEIGHTS[i] * (eight.charAt(i) - '0');
            }
            int check = (11 - sum % 11) % 11;
            if (check < 10) {
                return eight + check;
            }
        }
    }

    /// The headers by which a caller is known.
    Map<String, String> headers(Caller caller) {
        String token = tokens.get(caller);
        return token == null ? Map.of() : Map.of("Authorization", "Bearer " + token);
    }

    /// A token like `token`, signed as Drop signs, that is good until `expiry`.
    static String expiringAt(String token, Instant expiry) {
        List<String> parts = List.of(token.split("\\.", -1));
        try {
            JsonNode secrets = JSON.readTree(Suite.DATA.resolve("secrets.json").toFile());
            ObjectNode claims =
                    (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
            claims.put("exp", expiry.getEpochSecond());
            String signed = parts.get(0) + "." + base64(JSON.writeValueAsBytes(claims));
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = secrets.path("JWT_SECRET").asText().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A token of the owner's second session, which is over.
    private String revoked(Drop drop) {
        Customer again = login(drop, owner.onAnotherDevice());
        assertThat(again.post("/v1/auth/logout", "{}").status()).isEqualTo(204);
        return again.accessToken();
    }

    private static Customer login(Drop drop, Customer customer) {
        drop.clearLimits();
        return customer.login();
    }

    private static JsonNode register(Customer merchant) {
        Answer registered =
                merchant.post(
                        "/v1/merchants/register",
                        """
                        {"businessName":"Lies Kaffebar","orgNumber":"%s","category":"cafe",\
                        "address":"Storgata 1, 0155 Oslo","bankAccount":"60100007919"}\
                        """
                                .formatted(newOrgNumber()));
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        return registered.data();
    }

    /// Nobody becomes one by the api.
    private static void makeAdmin(Drop drop, Customer customer) {
        drop.update(
                "UPDATE users SET role = 'admin' WHERE id = '%s'"
                        .formatted(customer.id().substring("usr_".length())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
