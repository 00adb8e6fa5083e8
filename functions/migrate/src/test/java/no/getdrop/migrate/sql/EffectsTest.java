package no.getdrop.migrate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EffectsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE a ADD COLUMN b text | alter table | ACCESS EXCLUSIVE on a | catalogue",
                "ALTER TABLE public.a ALTER b SET NOT NULL | alter table | ACCESS EXCLUSIVE on a |"
                        + " scan",
                "ALTER TABLE a ALTER b TYPE bigint | alter table | ACCESS EXCLUSIVE on a | rewrite",
                "ALTER TABLE a VALIDATE CONSTRAINT c | alter table | SHARE UPDATE EXCLUSIVE on a |"
                        + " scan",
                "ALTER TABLE a ADD b int DEFAULT 1, ADD UNIQUE (c) | alter table | ACCESS EXCLUSIVE"
                        + " on a | index",
                "CREATE UNIQUE INDEX i ON a (b) | create index | SHARE on a | index",
                "CREATE INDEX CONCURRENTLY i ON ONLY a (b) | create index | SHARE UPDATE EXCLUSIVE"
                        + " on a | index",
                "CREATE TABLE a (b int REFERENCES c (d)) | create table | SHARE ROW EXCLUSIVE on c"
                        + " | catalogue",
                "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f() | create trigger | SHARE"
                        + " ROW EXCLUSIVE on a | catalogue",
                "DROP TABLE IF EXISTS a | drop table | ACCESS EXCLUSIVE on a | catalogue",
                "DELETE FROM a WHERE b = 1 | delete | ROW EXCLUSIVE on a | rows",
                "WITH x AS (SELECT 1) UPDATE a SET b = 1 | with | ROW EXCLUSIVE on a | rows",
                "VACUUM FULL a | vacuum | ACCESS EXCLUSIVE on a | rewrite",
                "REINDEX TABLE CONCURRENTLY a | reindex | SHARE UPDATE EXCLUSIVE on a | index",
                "LOCK TABLE a IN SHARE ROW EXCLUSIVE MODE | lock | SHARE ROW EXCLUSIVE on a |"
                        + " catalogue",
                "TRUNCATE a | truncate | ACCESS EXCLUSIVE on a | catalogue"
            })
    void locksAndWorkAreThoseOfThePostgresqlManual(
            String sql, String kind, String lock, String work) {
        Effect effect = Effects.of(Statement.all(sql).getFirst());
        assertThat(effect.kind()).isEqualTo(kind);
        assertThat(effect.locks()).extracting(TableLock::toString).containsExactly(lock);
        assertThat(effect.work().spelling()).isEqualTo(work);
    }

    @Test
    void aForeignKeyLocksBothTables() {
        Effect effect =
                Effects.of(
                        Statement.all(
                                        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b)"
                                                + " REFERENCES c (d) NOT VALID")
                                .getFirst());
        assertThat(effect.locks())
                .extracting(TableLock::toString)
                .containsExactly("SHARE ROW EXCLUSIVE on a", "SHARE ROW EXCLUSIVE on c");
        assertThat(effect.work()).isEqualTo(Effect.Work.CATALOGUE);
    }

    @Test
    void whatCodeDoesCannotBeTold() {
        for (String sql : new String[] {"DO $$ BEGIN END $$", "SELECT f()", "CALL p()"}) {
            assertThat(Effects.of(Statement.all(sql).getFirst()).work())
                    .isEqualTo(Effect.Work.UNKNOWN);
        }
    }

    @Test
    void modesAreReadAsTheCatalogueSpellsThem() {
        assertThat(LockMode.ofCatalogue("AccessExclusiveLock"))
                .isEqualTo(LockMode.ACCESS_EXCLUSIVE);
        assertThat(LockMode.ofCatalogue("ShareUpdateExclusiveLock"))
                .isEqualTo(LockMode.SHARE_UPDATE_EXCLUSIVE);
        assertThat(LockMode.ofCatalogue("RowShareLock")).isEqualTo(LockMode.ROW_SHARE);
    }
}
