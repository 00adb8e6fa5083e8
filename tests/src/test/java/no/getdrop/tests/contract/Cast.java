package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Customer;
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

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The persons of the matrix, each logged in, with the tokens they call by.
final class Cast {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static @Nullable Cast shared;

    private final Customer owner;
    private final Customer merchant;
    private final Customer admin;
    private final Map<Caller, String> tokens = new EnumMap<>(Caller.class);

    private Cast(Drop drop) {
        owner = login(drop, drop.newCustomer());
        merchant = login(drop, drop.newCustomer());
        Customer other = login(drop, drop.newCustomer());
        admin = login(drop, drop.newCustomer());
        giveRole(drop, merchant, "merchant");
        giveRole(drop, admin, "admin");
        Customer.Prepared prepared = owner.prepare("2000");
        tokens.put(Caller.OWNER, owner.accessToken());
        tokens.put(Caller.OTHER_USER, other.accessToken());
        tokens.put(Caller.MERCHANT, merchant.accessToken());
        tokens.put(Caller.ADMIN, admin.accessToken());
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

    Customer merchant() {
        return merchant;
    }

    /// The id of whoever a caller stands for.
    String id(Caller caller) {
        return switch (caller) {
            case ADMIN -> admin.id();
            case MERCHANT -> merchant.id();
            case NOBODY, OTHER_USER, OWNER, REVOKED_SESSION, EXPIRED_TOKEN, PAYMENT_SESSION_TOKEN ->
                    owner.id();
        };
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
            JsonNode secrets =
                    JSON.readTree(
                            Repository.ROOT.resolve("tests/target/drop/secrets.json").toFile());
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

    private static void giveRole(Drop drop, Customer customer, String role) {
        drop.update(
                "UPDATE users SET role = '%s' WHERE id = '%s'"
                        .formatted(role, customer.id().substring("usr_".length())));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
