package no.getdrop.tests.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;

import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.channels.Channel;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import javax.crypto.KeyGenerator;
import javax.sql.DataSource;

/// Finds what a snapshot must not hold: it is restored many times, much later, somewhere else.
///
/// What constructors, field initialisers, static initialisers and Spring's `@Bean` methods do is in
/// the snapshot, and what they call in classes of the same set too, static factories and what
/// stands in a lambda included. What is made per request goes through methods and is not looked at;
/// nor is what hooks do before a snapshot, which the tests of each hook see to.
final class SnapshotRule {
    private static final Set<Class<?>> HELD =
            Set.of(
                    Random.class,
                    KeyGenerator.class,
                    Connection.class,
                    Socket.class,
                    Channel.class,
                    HttpClient.class);
    private static final String SECRET = "no.getdrop.runtime.Secret";
    private static final Set<String> MAKERS_OF_IDS =
            Set.of("no.getdrop.runtime.Ids.next", "no.getdrop.runtime.Tokens.next");
    private static final Set<String> CLOCKS =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis");

    private SnapshotRule() {}

    /// What breaks the rule, in order: `Class.field holds Type`, `Class.<init> calls Type.method`.
    static Set<String> violations(JavaClasses classes) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes) {
            type.getFields().forEach(field -> held(field, found));
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (runsAtStart(unit)) {
                    called(unit, classes, found);
                }
            }
        }
        return found;
    }

    private static boolean runsAtStart(JavaCodeUnit unit) {
        return unit instanceof JavaConstructor
                || unit instanceof JavaStaticInitializer
                || unit.getAnnotations().stream()
                        .anyMatch(each -> each.getRawType().getSimpleName().equals("Bean"));
    }

    private static void held(JavaField field, Set<String> found) {
        for (JavaClass type : field.getType().getAllInvolvedRawTypes()) {
            if (type.getName().equals(SECRET) || HELD.stream().anyMatch(type::isAssignableTo)) {
                found.add(field.getFullName() + " holds " + type.getName());
            }
        }
    }

    private static void called(JavaCodeUnit start, JavaClasses classes, Set<String> found) {
        Set<JavaCodeUnit> seen = new HashSet<>(Set.of(start));
        Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            for (var call : open.remove().getCallsFromSelf()) {
                CodeUnitCallTarget target = call.getTarget();
                if (isForbidden(target)) {
                    String name = target.getOwner().getName() + "." + target.getName();
                    found.add(
                            start.getOwner().getName() + "." + start.getName() + " calls " + name);
                } else {
                    target.resolveMember()
                            .map(JavaCodeUnit.class::cast)
                            .filter(unit -> classes.contain(unit.getOwner().getName()))
                            .filter(seen::add)
                            .ifPresent(open::add);
                }
            }
        }
    }

    private static boolean isForbidden(CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        String full = owner.getName() + "." + name;
        return owner.isAssignableTo(Random.class)
                || owner.isAssignableTo(KeyGenerator.class)
                || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
                || MAKERS_OF_IDS.contains(full)
                || CLOCKS.contains(full)
                || (owner.getPackageName().equals("java.time") && name.equals("now"))
                || (owner.isAssignableTo(InstantSource.class)
                        && Set.of("instant", "millis").contains(name))
                || full.equals(SECRET + ".reveal")
                || owner.isAssignableTo(Socket.class)
                || full.equals("java.net.http.HttpClient$Builder.build")
                || full.equals("java.net.http.HttpClient.newHttpClient")
                || full.equals("java.sql.DriverManager.getConnection")
                || (owner.isAssignableTo(DataSource.class) && name.equals("getConnection"));
    }
}
