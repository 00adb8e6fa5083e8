package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.attacks.ForgedToken;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The persons of the matrix, each logged in, with the tokens they call by.
final class Cast {
    private static final Map<Drop, Cast> SHARED = new ConcurrentHashMap<>();

    private final Customer owner;
    private final Map<Caller, Customer> persons = new EnumMap<>(Caller.class);
    private final Shop shop;
    private final Customer.Prepared prepared;
    private @Nullable String paymentId;
    private final Map<Caller, String> tokens = new EnumMap<>(Caller.class);

    private Cast(Drop drop) {
        owner = login(drop, drop.newCustomer());
        Customer merchant = login(drop, drop.newCustomer());
        Customer other = login(drop, drop.newCustomer());
        Customer admin = login(drop, drop.newCustomer());
        drop.makeAdmin(admin);
        Customer stale = login(drop, drop.newCustomer());
        drop.loggedInAgo(stale, "5 minutes 1 second");
        shop = Shop.of(merchant);
        persons.put(Caller.OWNER, owner);
        persons.put(Caller.OTHER_USER, other);
        persons.put(Caller.MERCHANT, merchant);
        persons.put(Caller.ADMIN, admin);
        persons.put(Caller.STALE_SESSION, stale);
        prepared = owner.prepare("2000");
        persons.forEach((caller, person) -> tokens.put(caller, person.accessToken()));
        tokens.put(Caller.PAYMENT_SESSION_TOKEN, prepared.sessionId());
        tokens.put(Caller.EXPIRED_TOKEN, expiringAt(drop, owner.accessToken(), Instant.now()));
        tokens.put(Caller.REVOKED_SESSION, revoked(drop));
    }

    /// The persons that most tests share who have the same system.
    static Cast shared(Drop drop) {
        return SHARED.computeIfAbsent(drop, Cast::new);
    }

    /// Persons of one's own, who have just logged in.
    static Cast fresh(Drop drop) {
        return new Cast(drop);
    }

    /// The persons for an operation: of its own where they are not afterwards what they were, and
    /// where they must have logged in a moment ago, as the shared ones mostly have not.
    static Cast of(Operation operation, Drop drop) {
        return operation.altersCustomer() || operation.asksForRecentLogin()
                ? fresh(drop)
                : shared(drop);
    }

    /// Everybody but the stale one logs in again, as who is asked to.
    void loginAgain(Drop drop) {
        for (Caller caller :
                List.of(Caller.OWNER, Caller.OTHER_USER, Caller.MERCHANT, Caller.ADMIN)) {
            tokens.put(caller, login(drop, customer(caller)).accessToken());
        }
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

    /// The merchant's business.
    Shop shop() {
        return shop;
    }

    /// The headers by which a caller is known.
    Map<String, String> headers(Caller caller) {
        String token = tokens.get(caller);
        return token == null ? Map.of() : Map.of("Authorization", "Bearer " + token);
    }

    /// A token like `token`, signed as Drop signs, that is good until `expiry`.
    static String expiringAt(Drop drop, String token, Instant expiry) {
        return ForgedToken.of(token)
                .withClaim("exp", expiry.getEpochSecond())
                .hashed("HmacSHA256", ForgedToken.secret(drop, "JWT_SECRET"));
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
}
