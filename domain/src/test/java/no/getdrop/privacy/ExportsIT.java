package no.getdrop.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.audit.AuditTrail;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentId;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

class ExportsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private World world;
    private Exports exports;
    private World.Customer customer;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        exports = new Exports(DATABASE.app(), world.accounts(), world.recipients(), clock);
        customer = world.customer();
    }

    @Test
    void anExportHoldsWhatTheCustomerHasWithAccountsInFull() {
        PaymentId payment = world.payment(customer, 20_000);

        Map<String, List<ObjectNode>> sections = whole(customer.id());

        assertThat(only(sections, "profile").path("firstName").asText()).isEqualTo("Ola");
        assertThat(only(sections, "profile").path("id").asText())
                .isEqualTo(customer.id().toString());
        assertThat(only(sections, "bankAccounts").path("iban").asText())
                .isEqualTo("NO9386011117947");
        assertThat(only(sections, "recipients").path("account").asText())
                .isEqualTo(World.SERBIAN_IBAN);
        ObjectNode exported = only(sections, "payments");
        assertThat(exported.path("id").asText()).isEqualTo(payment.toString());
        assertThat(exported.path("recipientId").asText())
                .isEqualTo(customer.recipientId().toString());
        assertThat(exported.path("amountMinor").asLong()).isEqualTo(20_000);
        assertThat(exported.path("status").asText()).isEqualTo("processing");
        assertThat(sections.get("auditEntries"))
                .extracting(entry -> entry.path("action").asText())
                .contains("transaction.created", "privacy.export_requested");
    }

    @Test
    void nothingOfAnotherPersonIsInIt() {
        World.Customer other = world.customer();
        world.payment(other, 30_000);

        String all = whole(customer.id()).toString();

        assertThat(all)
                .doesNotContain(other.id().toString())
                .doesNotContain(other.recipientId().toString())
                .doesNotContain("30000");
    }

    @Test
    void nothingTellsOfAHeldPaymentOrAnAlert() {
        PaymentId payment = world.payment(customer, 20_000);
        DATABASE.owner()
                .useHandle(handle -> {
                    handle.execute("UPDATE users SET risk_level = 'high', pep_status = 'hit'");
                    handle.createUpdate(
                                    """
                                    INSERT INTO aml_alerts (id, user_id, transaction_id, rule,
                                                            severity)
                                    VALUES (:id, :userId, :id, 'velocity', 'high')
                                    """)
                            .bind("id", payment.value())
                            .bind("userId", customer.id().value())
                            .execute();
                    handle.createUpdate(
                                    """
                                    INSERT INTO audit_log (id, user_id, action, resource_type)
                                    VALUES (:id, :userId, 'aml.alert_raised', 'alert')
                                    """)
                            .bind("id", payment.value())
                            .bind("userId", customer.id().value())
                            .execute();
                });

        assertThat(whole(customer.id()).toString())
                .doesNotContainIgnoringCase("velocity")
                .doesNotContainIgnoringCase("aml")
                .doesNotContainIgnoringCase("alert")
                .doesNotContainIgnoringCase("risk")
                .doesNotContainIgnoringCase("pep")
                .doesNotContainIgnoringCase("stage");
    }

    @Test
    void everyTableAboutAPersonIsInItOrLeftOutForAReason() {
        Set<String> tables =
                new HashSet<>(
                        DATABASE.owner()
                                .withHandle(handle ->
                                        handle.createQuery(
                                                        """
                                                        SELECT table_name
                                                        FROM information_schema.columns
                                                        WHERE table_schema = 'public'
                                                          AND column_name = 'user_id'
                                                        """)
                                                .mapTo(String.class)
                                                .list()));
        assertThat(tables).hasSizeGreaterThan(15).contains("transactions", "complaints");

        List<Section> sections = Sections.all(world.accounts(), world.recipients());

        assertThat(tables)
                .allMatch(table ->
                        Sections.LEFT_OUT.contains(table)
                                || sections.stream().anyMatch(section -> reads(section, table)));
    }

    private static boolean reads(Section section, String table) {
        return Pattern.compile("(^|FROM )" + table + "\\b").matcher(section.table()).find();
    }

    @Test
    void aLargeExportComesInPartsThatHoldEveryRowOnce() {
        for (int i = 0; i < 40; i++) {
            DATABASE.app()
                    .transaction(handle -> exports.request(handle, customer.id(), World.ORIGIN));
        }
        Exports small =
                new Exports(DATABASE.app(), world.accounts(), world.recipients(), clock, 2_000);
        PrivacyRequestId id = request(customer.id());

        List<String> inParts = new ArrayList<>();
        Exports.@Nullable Cursor from = null;
        int parts = 0;
        do {
            Exports.Outcome.Part part = part(small, customer.id(), id, from);
            assertThat(bytes(part)).isLessThan(4_000);
            part.sections()
                    .values()
                    .forEach(rows -> rows.forEach(row -> inParts.add(row.toString())));
            from = part.next() == null ? null : parsed(part.next());
            parts++;
        } while (from != null);

        List<String> atOnce = new ArrayList<>();
        part(exports, customer.id(), id, new Exports.Cursor("profile", null))
                .sections()
                .values()
                .forEach(rows -> rows.forEach(row -> atOnce.add(row.toString())));
        assertThat(parts).isGreaterThan(5);
        assertThat(inParts).isEqualTo(atOnce).doesNotHaveDuplicates();
    }

    @Test
    void anExportIsForItsOwnerAndForSevenDays() {
        PrivacyRequestId id = request(customer.id());
        UserId other = world.user();
        assertThat(fetch(other, id)).isEqualTo(new Exports.Outcome.NotFound());

        clock.advance(Exports.LIFETIME.minusMillis(1));
        assertThat(fetch(customer.id(), id)).isInstanceOf(Exports.Outcome.Part.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(fetch(customer.id(), id)).isEqualTo(new Exports.Outcome.Expired());
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        PrivacyRequestId id = request(customer.id());

        assertThat(
                        exports.fetch(
                                DATABASE.app(),
                                customer.id(),
                                id,
                                new Exports.Cursor("alerts", null),
                                World.ORIGIN))
                .isEqualTo(new Exports.Outcome.CursorUnknown());
        assertThat(Exports.Cursor.parse("payments.nonsense")).isEmpty();
    }

    @Test
    void whoFetchesItStandsInTheAuditTrail() {
        PrivacyRequestId id = request(customer.id());
        fetch(customer.id(), id);

        assertThat(DATABASE.app().read(AuditTrail.page(customer.id().value(), null, 0, 2)))
                .extracting(AuditTrail.Entry::action)
                .containsExactly("privacy.export_downloaded", "privacy.export_requested");
    }

    private PrivacyRequestId request(UserId userId) {
        return DATABASE.app()
                .transaction(handle -> exports.request(handle, userId, World.ORIGIN))
                .id();
    }

    private Exports.Outcome fetch(UserId userId, PrivacyRequestId id) {
        return exports.fetch(DATABASE.app(), userId, id, null, World.ORIGIN);
    }

    private Map<String, List<ObjectNode>> whole(UserId userId) {
        Exports.Outcome.Part part = part(exports, userId, request(userId), null);
        assertThat(part.next()).isNull();
        return part.sections();
    }

    private static Exports.Outcome.Part part(
            Exports of, UserId userId, PrivacyRequestId id, Exports.@Nullable Cursor from) {
        if (of.fetch(DATABASE.app(), userId, id, from, World.ORIGIN)
                instanceof Exports.Outcome.Part part) {
            return part;
        }
        throw new AssertionError("no part");
    }

    private static Exports.Cursor parsed(Exports.Cursor cursor) {
        return Exports.Cursor.parse(cursor.toString()).orElseThrow();
    }

    private static ObjectNode only(Map<String, List<ObjectNode>> sections, String name) {
        List<ObjectNode> rows = sections.getOrDefault(name, List.of());
        assertThat(rows).as(name).hasSize(1);
        return rows.getFirst();
    }

    private static int bytes(Exports.Outcome.Part part) {
        return part.sections().values().stream()
                .flatMap(List::stream)
                .mapToInt(row -> row.toString().length())
                .sum();
    }
}
