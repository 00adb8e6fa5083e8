package no.getdrop.tests.template;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import no.getdrop.tests.Repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the code asks of AWS, read from its class files.
final class Calls {
    private static final Pattern CLIENT =
            Pattern.compile("software\\.amazon\\.awssdk\\.services\\.(\\w+)\\.\\w+Client");

    /// Methods of clients that ask nothing.
    private static final Set<String> LOCAL =
            Set.of(
                    "builder",
                    "create",
                    "close",
                    "serviceName",
                    "serviceClientConfiguration",
                    "utilities");

    /// Classes that speak to an API of AWS without its client, and what they ask for: the hooks
    /// wait for nothing that a smaller package spares them.
    private static final Map<String, String> SIGNED =
            Map.of(
                    "no.getdrop.deployment.CodeDeploy",
                            "codedeploy:PutLifecycleEventHookExecutionStatus",
                    "no.getdrop.deployment.Lambda", "lambda:InvokeFunction");

    private static final String SIGNER = "no.getdrop.deployment.SignedCalls";
    private static final Set<String> SIGNERS = Set.of(SIGNER, "no.getdrop.database.IamToken");
    private static final String SIGNER_OF_AWS =
            "software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner";

    private static final Map<String, String> PREFIXES = Map.of("rdsdata", "rds-data");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importPaths(
                            Stream.of("layers", "functions")
                                    .map(Repository.ROOT::resolve)
                                    .flatMap(parent ->
                                            Repository.names(parent).stream().map(parent::resolve))
                                    .map(module -> module.resolve("target/classes"))
                                    .filter(Files::isDirectory)
                                    .toArray(Path[]::new));

    private Calls() {}

    /// Whether the code of that handler was built.
    static boolean knows(String handler) {
        return CLASSES.contain(handler);
    }

    /// The actions that a function's own classes ask for, as far as its handler leads to them.
    static Set<String> of(String handler) {
        String own = handler.substring(0, handler.lastIndexOf('.'));
        Set<JavaClass> reached = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(List.of(CLASSES.get(handler)));
        while (!next.isEmpty()) {
            JavaClass type = next.pop();
            if (reached.add(type)) {
                type.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .map(JavaClass::getBaseComponentType)
                        .filter(target -> target.getPackageName().startsWith(own))
                        .forEach(next::push);
            }
        }
        return actions(reached);
    }

    /// The actions that the runtime layer asks for to read secrets.
    static Set<String> ofSecrets() {
        return actions(
                CLASSES.stream()
                        .filter(type -> type.getPackageName().equals("no.getdrop.runtime"))
                        .toList());
    }

    /// The classes that sign requests to AWS themselves although nobody here knows for what.
    static List<String> ofUnknown() {
        return CLASSES.stream()
                .filter(type ->
                        (signs(type, SIGNER_OF_AWS) && !SIGNERS.contains(type.getName()))
                                || (signs(type, SIGNER) && !SIGNED.containsKey(type.getName())))
                .map(JavaClass::getName)
                .toList();
    }

    private static boolean signs(JavaClass type, String signer) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call ->
                        call.getTargetOwner().getName().equals(signer)
                                && !type.getName().startsWith(signer));
    }

    private static Set<String> actions(Iterable<JavaClass> types) {
        Set<String> actions = new TreeSet<>();
        for (JavaClass type : types) {
            String signed = SIGNED.get(type.getName());
            if (signed != null) {
                actions.add(signed);
            }
            Stream.concat(
                            type.getMethodCallsFromSelf().stream(),
                            type.getMethodReferencesFromSelf().stream())
                    .forEach(access -> {
                        Matcher client = CLIENT.matcher(access.getTargetOwner().getName());
                        if (client.matches() && !LOCAL.contains(access.getName())) {
                            actions.add(action(client.group(1), access.getName()));
                        }
                    });
        }
        return actions;
    }

    /// `rds`, `describeDBClustersPaginator` is `rds:DescribeDBClusters`.
    private static String action(String service, String method) {
        String operation = method.replaceAll("Paginator$", "");
        String name = operation.substring(0, 1).toUpperCase(Locale.ROOT) + operation.substring(1);
        return PREFIXES.getOrDefault(service, service)
                + ":"
                + (service.equals("lambda") && name.equals("Invoke") ? "InvokeFunction" : name);
    }
}
