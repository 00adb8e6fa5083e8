package no.getdrop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

class AuditTrailIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private UserId user;
    private UserId other;

    @BeforeEach
    void start() {
        World world = new World(DATABASE.app(), new HandClock(), URI.create("http://127.0.0.1:1"));
        user = world.user();
        other = world.user();
    }

    @Test
    void anEntryIsReadAsItWasRecorded() {
        record(user, "rcp_1");

        assertThat(page(user, null, 0, 50))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.action()).isEqualTo("recipient.created");
                    assertThat(entry.resource())
                            .isEqualTo(new Audit.Resource("recipient", "rcp_1"));
                    assertThat(entry.result()).isEqualTo("success");
                    assertThat(entry.origin()).isEqualTo(World.ORIGIN);
                });
    }

    @Test
    void onlyOnesOwnEntriesAreSeen() {
        record(user, "rcp_1");

        assertThat(page(other, null, 0, 50)).isEmpty();
    }

    @Test
    void whatTheLawKeepsFromTheCustomerIsNotSeen() {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO audit_log (id, user_id, action, resource_type)
                                        VALUES (:id, :userId, 'aml.alert_raised', 'alert')
                                        """)
                                .bind("id", Ids.next())
                                .bind("userId", user.value())
                                .execute());

        assertThat(page(user, null, 0, 50)).isEmpty();
    }

    @Test
    void pagesShowEachEntryOnceNewestFirst() {
        for (int i = 0; i < 7; i++) {
            record(user, "rcp_" + i);
            record(other, "rcp_" + i);
        }

        List<String> seen = new ArrayList<>();
        List<AuditTrail.Entry> page = page(user, null, 0, 3);
        while (!page.isEmpty()) {
            page.forEach(entry -> seen.add(String.valueOf(entry.resource().id())));
            page = page(user, page.getLast().id(), 0, 3);
        }

        assertThat(seen)
                .containsExactly("rcp_6", "rcp_5", "rcp_4", "rcp_3", "rcp_2", "rcp_1", "rcp_0");
        assertThat(page(user, null, 3, 3))
                .extracting(entry -> entry.resource().id())
                .containsExactly("rcp_3", "rcp_2", "rcp_1");
    }

    @Test
    void entriesOfOneMomentAreNeitherLostNorRepeatedBetweenPages() {
        DATABASE.app()
                .transaction(handle -> {
                    for (int i = 0; i < 5; i++) {
                        record(handle, user, "rcp_" + i);
                    }
                    return true;
                });

        List<AuditTrail.Entry> first = page(user, null, 0, 2);
        List<AuditTrail.Entry> rest = page(user, first.getLast().id(), 0, 50);

        assertThat(first).hasSize(2);
        assertThat(rest).hasSize(3).doesNotContainAnyElementsOf(first);
    }

    private static void record(UserId userId, String recipientId) {
        DATABASE.app().transaction(handle -> record(handle, userId, recipientId));
    }

    private static boolean record(Handle handle, UserId userId, String recipientId) {
        Audit.record(handle, userId.value(), Action.RECIPIENT_CREATED, recipientId, World.ORIGIN);
        return true;
    }

    private static List<AuditTrail.Entry> page(
            UserId userId, @Nullable AuditEntryId before, int offset, int limit) {
        return DATABASE.app().read(AuditTrail.page(userId.value(), before, offset, limit));
    }
}
