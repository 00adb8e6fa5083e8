package no.getdrop.backup.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

class NamesTest {
    private static final Instant AT = Instant.parse("2026-11-25T14:15:30.5Z");

    @Test
    void eachNameSaysWhatItIsAndWhen() {
        assertThat(Names.nightly("drop-production", Slot.before(AT)))
                .isEqualTo("drop-production-nightly-20261125t0200z");
        assertThat(Names.preDeploy("drop-production", true, AT))
                .isEqualTo("drop-pre-deploy-20261125-141530");
        assertThat(Names.preDeploy("drop-reports", false, AT))
                .isEqualTo("drop-pre-deploy-20261125-141530-drop-reports");
        assertThat(Names.manual("drop-production", AT))
                .isEqualTo("drop-production-manual-20261125-141530");
        assertThat(Names.instance("drop-verify-1")).isEqualTo("drop-verify-1-1");
    }

    @Test
    void aTakenNameIsGoneAround() {
        assertThat(Names.free("a", Set.of("b"))).isEqualTo("a");
        assertThat(Names.free("a", Set.of("a"))).isEqualTo("a-r2");
        assertThat(Names.free("a", Set.of("a", "a-r2"))).isEqualTo("a-r3");
    }

    @Test
    void aCloneHasOneNameThatFitsAClusterHoweverLongTheSnapshots() {
        String database = "d".repeat(63);
        String id = Names.nightly(database, Slot.before(AT));
        Snapshot snapshot = Stock.snapshot(id, AT, Map.of());

        assertThat(Names.clone(snapshot))
                .startsWith(Names.CLONE_PREFIX)
                .matches("[a-z](-?[a-z0-9])*")
                .isEqualTo(Names.clone(snapshot))
                .isNotEqualTo(Names.clone(Stock.snapshot(id + "-r2", AT, Map.of())));
        assertThat(Names.instance(Names.clone(snapshot)).length()).isLessThanOrEqualTo(63);
    }
}
