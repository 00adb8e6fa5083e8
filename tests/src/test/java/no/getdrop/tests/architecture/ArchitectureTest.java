package no.getdrop.tests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/// Dependencies point one way: functions → domain → layers/database → layers/runtime.
final class ArchitectureTest {
    private static final String[] DOMAIN = {
        "no.getdrop.money..",
        "no.getdrop.rates..",
        "no.getdrop.identity..",
        "no.getdrop.accounts..",
        "no.getdrop.cards..",
        "no.getdrop.consents..",
        "no.getdrop.kyc..",
        "no.getdrop.webhooks..",
        "no.getdrop.preferences..",
        "no.getdrop.notifications..",
        "no.getdrop.recipients..",
        "no.getdrop.merchants..",
        "no.getdrop.qr..",
        "no.getdrop.payments..",
        "no.getdrop.compliance..",
        "no.getdrop.openbanking..",
        "no.getdrop.idempotency..",
        "no.getdrop.audit..",
        "no.getdrop.deadlines..",
        "no.getdrop.cases..",
        "no.getdrop.complaints..",
        "no.getdrop.withdrawals..",
        "no.getdrop.administrators..",
        "no.getdrop.privacy.."
    };

    private static final String[] FUNCTIONS = {
        "no.getdrop.api..",
        "no.getdrop.health..",
        "no.getdrop.worker..",
        "no.getdrop.migrate..",
        "no.getdrop.backup..",
        "no.getdrop.rotation..",
        "no.getdrop.deployment..",
        "no.getdrop.notifier.."
    };

    static final JavaClasses DEPLOYED =
            new ClassFileImporter()
                    .importPaths(
                            Stream.of(
                                            "layers/runtime",
                                            "layers/database",
                                            "domain",
                                            "functions/api",
                                            "functions/health",
                                            "functions/worker",
                                            "functions/migrate",
                                            "functions/backup",
                                            "functions/rotation",
                                            "functions/deployment",
                                            "functions/notifier")
                                    .map(module -> Repository.ROOT.resolve(module))
                                    .map(module -> module.resolve("target/classes"))
                                    .toArray(Path[]::new));

    @Test
    void everyModuleWasRead() {
        assertThat(DEPLOYED.contain("no.getdrop.runtime.Environment")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.database.Database")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.payments.Remittances")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.api.ApiHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.health.HealthHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.worker.WorkerHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.migrate.MigrateHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.backup.BackupHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.rotation.RotationHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.deployment.BeforeTrafficHandler")).isTrue();
        assertThat(DEPLOYED.contain("no.getdrop.notifier.NotifierHandler")).isTrue();
        assertThat(DEPLOYED.stream().map(type -> type.getPackageName()).distinct())
                .allMatch(name -> name.startsWith("no.getdrop."));
    }

    @Test
    void theRuntimeLayerKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage("no.getdrop.runtime..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("no.getdrop..")
                                .and(resideOutsideOfPackages("no.getdrop.runtime..")))
                .check(DEPLOYED);
    }

    @Test
    void theDatabaseLayerKnowsOnlyTheRuntimeLayer() {
        noClasses()
                .that()
                .resideInAPackage("no.getdrop.database..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("no.getdrop..")
                                .and(
                                        resideOutsideOfPackages(
                                                "no.getdrop.runtime..", "no.getdrop.database..")))
                .check(DEPLOYED);
    }

    @Test
    void theDomainKnowsNoFunctionNoSpringNoAwsNoServlet() {
        noClasses()
                .that()
                .resideInAnyPackage(DOMAIN)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(FUNCTIONS)
                                .or(
                                        resideInAnyPackage(
                                                "org.springframework..",
                                                "software.amazon..",
                                                "com.amazonaws..",
                                                "jakarta.servlet..")))
                .check(DEPLOYED);
    }

    @Test
    void theFeaturesOfTheDomainHangTogetherWithoutCycles() {
        slices().matching("no.getdrop.(*)..").should().beFreeOfCycles().check(DEPLOYED);
    }

    @Test
    void onlyTheApiKnowsSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("no.getdrop.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(DEPLOYED);
    }

    @Test
    void noFunctionKnowsAnother() {
        slices().matching(
                        "no.getdrop.(api|health|worker|migrate|backup|rotation|deployment"
                                + "|notifier)..")
                .should()
                .notDependOnEachOther()
                .check(DEPLOYED);
    }

    @Test
    void allButApiAndWorkerDoWithoutTheDomain() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "no.getdrop.health..",
                        "no.getdrop.migrate..",
                        "no.getdrop.backup..",
                        "no.getdrop.rotation..",
                        "no.getdrop.deployment..",
                        "no.getdrop.notifier..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DOMAIN)
                .check(DEPLOYED);
    }

    @Test
    void whatIsToBeDoneAboutBackupsIsDecidedWithoutAskingAnybody() {
        noClasses()
                .that()
                .resideInAPackage("no.getdrop.backup.plan..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("no.getdrop..", "software.amazon..", "java.sql..")
                                .and(resideOutsideOfPackages("no.getdrop.backup.plan..")))
                .check(DEPLOYED);
    }

    @Test
    void nothingCanDropASchemaOrRewriteItsHistory() {
        String flyway = "org.flywaydb.core.Flyway";
        assertThat(DEPLOYED.get("no.getdrop.migrate.Migrator").getMethodCallsFromSelf())
                .extracting(call -> call.getTarget().getOwner().getName())
                .contains(flyway);
        noClasses()
                .should()
                .callMethod(flyway, "clean")
                .orShould()
                .callMethod(flyway, "repair")
                .orShould()
                .callMethod(flyway, "baseline")
                .orShould()
                .callMethod(flyway, "undo")
                .check(DEPLOYED);
    }

    @Test
    void controllersAndViewsHoldNoSql() {
        noClasses()
                .that()
                .resideInAPackage("no.getdrop.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                .check(DEPLOYED);
    }

    @Test
    void onlyTheRuntimeLayerReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackage("no.getdrop.runtime..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(DEPLOYED);
    }

    @Test
    void nothingUniqueOrTimeBoundIsMadeBeforeTheSnapshot() {
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(assignableTo(Random.class))
                .andShould()
                .notHaveRawType(UUID.class)
                .andShould()
                .notHaveRawType(Instant.class)
                .andShould()
                .notHaveRawType(assignableTo(Connection.class))
                .check(DEPLOYED);
    }

    @Test
    void namesAreTheFieldsOwn() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Dto")
                .check(DEPLOYED);
    }
}
