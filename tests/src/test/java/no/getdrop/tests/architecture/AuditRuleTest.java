package no.getdrop.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whatever a client can change leaves an entry in the audit trail: from each changing route some
/// path of calls leads to a class that writes one.
final class AuditRuleTest {
    /// Routes that need no entry, with the reason.
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "POST /v1/auth/token", "the login was recorded at BankID's callback",
                    "POST /v1/auth/refresh", "nothing changes for the customer, every 15 minutes",
                    "POST /v1/auth/register", "answers 410 and does nothing",
                    "POST /v1/accounts/link", "recorded when the bank sends the person back",
                    "POST /v1/transactions/disclosure", "a quote is kept as shown, for good",
                    "POST /v1/payment-sessions", "recorded when it is authorised or refused",
                    "POST /v1/payment-requests", "kept with its time; its payment is recorded",
                    "PATCH /v1/notifications", "what was read is no act",
                    "POST /v1/webhooks/openbanking", "a payment's moves are its events",
                    "POST /v1/webhooks/sumsub", "recorded by KycReviews, behind a table");

    private static final Pattern MAPPING = Pattern.compile("(Post|Put|Patch|Delete)Mapping");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z.]+);");
    private static final Pattern ENTRY = Pattern.compile("INSERT INTO audit_log");

    @Test
    void everyChangingRouteRecordsWhatItDid() {
        Set<String> writers = writers();
        assertThat(writers).contains("no.getdrop.audit.Audit");
        Map<String, JavaMethod> routes = changingRoutes(ArchitectureTest.DEPLOYED);
        assertThat(routes).hasSizeGreaterThan(15).containsKey("POST /v1/recipients");

        Set<String> silent = new TreeSet<>();
        routes.forEach((route, method) -> {
            if (!records(method, writers, ArchitectureTest.DEPLOYED)) {
                silent.add(route);
            }
        });

        silent.removeAll(EXCEPTIONS.keySet());
        assertThat(silent).as("routes that record nothing").isEmpty();
    }

    @Test
    void aRouteThatRecordsNothingIsFound() {
        JavaClasses classes = new ClassFileImporter().importClasses(Silent.class);
        JavaMethod method = classes.get(Silent.class).getMethod("change");

        assertThat(records(method, writers(), classes)).isFalse();
    }

    @SuppressWarnings({"UnusedVariable", "UnusedMethod"}) // only its byte code is looked at
    private static final class Silent {
        int changes;

        void change() {
            changes++;
            more();
        }

        private void more() {
            changes++;
        }
    }

    /// Classes that hold the statement which adds an entry.
    private static Set<String> writers() {
        return Repository.files(".java").stream()
                .filter(file -> file.toString().contains("src/main/java"))
                .filter(file -> ENTRY.matcher(Repository.text(file)).find())
                .map(AuditRuleTest::className)
                .collect(Collectors.toSet());
    }

    private static String className(Path file) {
        Matcher name = PACKAGE.matcher(Repository.text(file));
        assertThat(name.find()).as("%s", file).isTrue();
        return name.group(1) + "." + file.getFileName().toString().replace(".java", "");
    }

    private static Map<String, JavaMethod> changingRoutes(JavaClasses classes) {
        Map<String, JavaMethod> routes = new TreeMap<>();
        for (JavaClass type : classes) {
            for (JavaMethod method : type.getMethods()) {
                method.getAnnotations()
                        .forEach(annotation -> {
                            Matcher mapping =
                                    MAPPING.matcher(annotation.getRawType().getSimpleName());
                            if (mapping.matches()) {
                                Object paths = annotation.getProperties().get("value");
                                Arrays.stream((Object[]) paths)
                                        .forEach(path ->
                                                routes.put(
                                                        mapping.group(1).toUpperCase(Locale.ROOT)
                                                                + " "
                                                                + path,
                                                        method));
                            }
                        });
            }
        }
        return routes;
    }

    private static boolean records(JavaMethod start, Set<String> writers, JavaClasses classes) {
        Set<JavaCodeUnit> seen = new HashSet<>(Set.of(start));
        Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.remove();
            if (writers.contains(unit.getOwner().getName())) {
                return true;
            }
            accesses(unit)
                    .flatMap(access -> access.getTarget().resolveMember().stream())
                    .map(JavaCodeUnit.class::cast)
                    .filter(target -> classes.contain(target.getOwner().getName()))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return false;
    }

    private static Stream<JavaCodeUnitAccess<?>> accesses(JavaCodeUnit unit) {
        return Stream.concat(
                unit.getCallsFromSelf().stream(), unit.getMethodReferencesFromSelf().stream());
    }
}
