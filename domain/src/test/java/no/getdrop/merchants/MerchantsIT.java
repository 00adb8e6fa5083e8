package no.getdrop.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.merchants.Merchants.RegisterOutcome;
import no.getdrop.merchants.Merchants.RegisterOutcome.Refusal;
import no.getdrop.money.Money;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Shops;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class MerchantsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private static final String NUMBER = "310000000";

    private final HandClock clock = new HandClock();
    private World world;
    private UserId owner;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        owner = world.user();
    }

    @Test
    void whoRegistersIsAMerchantAtOnceWithItsAccountSealed() {
        Merchant merchant = registered(register(owner, NUMBER));

        assertThat(merchant.feeBasisPoints()).isEqualTo(100);
        assertThat(merchant.accountLastFour()).isEqualTo("7919");
        assertThat(DATABASE.app().read(Merchants.of(owner))).contains(merchant);
        assertThat(DATABASE.app().read(Merchants.face(merchant.face().id())).orElseThrow())
                .isEqualTo(
                        new Merchant.Face(
                                merchant.face().id(),
                                "Lies Kaffebar",
                                Optional.of(Shops.LEGAL_NAME),
                                merchant.face().category()));
        assertThat(text("SELECT role FROM users")).containsExactly("merchant");
        assertThat(text("SELECT action FROM audit_log")).containsExactly("merchant.registered");
        assertThat(text("SELECT encode(account_encrypted, 'escape') FROM merchants").getFirst())
                .doesNotContain("7919");
    }

    @Test
    void aRegistrationIsRefusedWithoutATrace() {
        registered(register(owner, NUMBER));
        UserId other = world.user();

        assertThat(register(owner, "310001007")).isEqualTo(refused(Refusal.ALREADY_MERCHANT));
        assertThat(register(other, NUMBER)).isEqualTo(refused(Refusal.ORGANISATION_NUMBER_TAKEN));
        execute("UPDATE users SET kyc_status = 'pending'");
        assertThat(register(other, "310001007")).isEqualTo(refused(Refusal.KYC_REQUIRED));
        execute("UPDATE users SET kyc_status = 'approved', role = 'admin' WHERE role = 'user'");
        assertThat(register(other, "310001007")).isEqualTo(refused(Refusal.FORBIDDEN));
        assertThat(text("SELECT org_number FROM merchants")).containsExactly(NUMBER);
        assertThat(text("SELECT action FROM audit_log")).hasSize(1);
    }

    @Test
    void ofManyWhoRegisterOneNumberAtOnceOneIsItsMerchant() throws Exception {
        List<UserId> users = List.of(world.user(), world.user(), world.user(), world.user());

        List<RegisterOutcome> all =
                AtOnce.run(8, thread -> register(users.get(thread % 4), NUMBER));

        assertThat(all.stream().filter(RegisterOutcome.Registered.class::isInstance)).hasSize(1);
        assertThat(text("SELECT id::text FROM merchants")).hasSize(1);
        assertThat(text("SELECT id::text FROM users WHERE role = 'merchant'")).hasSize(1);
    }

    @Test
    void aMerchantThatMayNotBePaidHasNoFace() {
        MerchantId id = registered(register(owner, NUMBER)).face().id();
        execute("UPDATE merchants SET status = 'suspended'");

        assertThat(DATABASE.app().read(Merchants.face(id))).isEmpty();
    }

    @Test
    void aRequestStandsAsItsPaymentDoesAndExpires() {
        Shops shops = new Shops(world);
        Shops.Shop shop = shops.open();
        PaymentRequests requests = new PaymentRequests(clock);
        PaymentRequestId id = shops.request(shop, 129_00);

        PaymentRequest open = DATABASE.app().read(requests.find(id)).orElseThrow();
        assertThat(open.status()).isEqualTo(PaymentRequest.Status.OPEN);
        assertThat(open.amount()).isEqualTo(Money.nok(129_00));
        assertThat(open.reference()).isEqualTo("Bord 4");
        assertThat(open.merchant().id()).isEqualTo(shop.id());
        shops.accepted(shops.order(world.customer(), shop, id, 129_00));
        assertThat(DATABASE.app().read(requests.find(id)).orElseThrow().status())
                .isEqualTo(PaymentRequest.Status.PROCESSING);

        PaymentRequestId other = shops.request(shop, 10_00);
        clock.advance(Duration.ofMinutes(15));
        assertThat(DATABASE.app().read(requests.find(other)).orElseThrow().status())
                .isEqualTo(PaymentRequest.Status.EXPIRED);
    }

    private RegisterOutcome register(UserId user, String number) {
        return DATABASE.app()
                .transaction(handle ->
                        world.merchants()
                                .register(
                                        handle,
                                        user,
                                        Shops.draft(number),
                                        Shops.LEGAL_NAME,
                                        World.ORIGIN));
    }

    private static RegisterOutcome refused(Refusal refusal) {
        return new RegisterOutcome.Refused(refusal);
    }

    private static Merchant registered(RegisterOutcome outcome) {
        return ((RegisterOutcome.Registered) outcome).merchant();
    }

    private static List<String> text(String sql) {
        return DATABASE.owner()
                .withHandle(sent -> sent.createQuery(sql).mapTo(String.class).list());
    }

    private static void execute(String sql) {
        DATABASE.owner().useHandle(handle -> handle.execute(sql));
    }
}
