package no.getdrop.local;

import no.getdrop.local.template.FunctionSpec;
import no.getdrop.local.template.TemplateException;
import no.getdrop.local.template.Variable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Works out a function's environment: what the template names for it, with this machine's
/// addresses in place of the deployed ones, and the secrets themselves in place of their ARN.
final class FunctionVariables {
    private static final String SECRET_ARN = "AWS_SECRET_ARN";

    /// What a deployed stack has and this machine does without: each is optional where it is read.
    private static final Set<String> DEPLOYED_ONLY =
            Set.of("BACKUP_SECURITY_GROUP_IDS", "BACKUP_SUBNET_GROUP", "PROBE_SECRET_ARN");

    private final Map<String, String> addresses;
    private final Map<String, String> pooledPath;
    private final Map<String, String> secrets;

    /// @param addresses values for variables that the template may name
    /// @param pooledPath values for functions that have `DATABASE_URL`
    /// @param secrets what the secret holds, or where it is read
    FunctionVariables(
            Map<String, String> addresses,
            Map<String, String> pooledPath,
            Map<String, String> secrets) {
        this.addresses = Map.copyOf(addresses);
        this.pooledPath = Map.copyOf(pooledPath);
        this.secrets = Map.copyOf(secrets);
    }

    /// @param overrides values that hold whatever the template says
    Map<String, String> of(FunctionSpec spec, Map<String, String> overrides) {
        Map<String, String> variables = new LinkedHashMap<>();
        spec.environment()
                .forEach((name, variable) -> {
                    if (name.equals(SECRET_ARN)) {
                        variables.putAll(secrets);
                    } else if (pooledPath.containsKey(name)
                            && spec.environment().containsKey("DATABASE_URL")) {
                        variables.put(name, pooledPath.get(name));
                    } else if (addresses.containsKey(name)) {
                        variables.put(name, addresses.get(name));
                    } else if (!overrides.containsKey(name) && !DEPLOYED_ONLY.contains(name)) {
                        resolve(spec, name, variable, variables);
                    }
                });
        if (spec.environment().containsKey("DATABASE_URL")) {
            variables.putAll(pooledPath);
        }
        variables.putAll(overrides);
        return variables;
    }

    private static void resolve(
            FunctionSpec spec, String name, Variable variable, Map<String, String> variables) {
        switch (variable) {
            case Variable.Value value -> variables.put(name, value.text());
            case Variable.Absent absent -> {}
            case Variable.Unresolved unresolved ->
                    throw new TemplateException(
                            "%s: no value for %s on this machine: %s; give it one in"
                                            .formatted(spec.name(), name, unresolved.reason())
                                    + " no.getdrop.local.LocalHost or as a parameter default");
        }
    }
}
