package no.getdrop.local.lambda;

import no.getdrop.local.template.FunctionSpec;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// How one function runs on this machine.
///
/// @param variables the environment given to it, beside what Lambda itself sets
/// @param workingDirectory its unpacked package with the layers' jars
/// @param environmentsAtMost how many processes run at a time
public record FunctionConfig(
        FunctionSpec spec,
        Map<String, String> variables,
        Path workingDirectory,
        int environmentsAtMost) {
    private static final int MIN_INIT_SECONDS = 10;
    private static final int MIN_SNAP_START_INIT_SECONDS = 130;

    public FunctionConfig {
        variables = Map.copyOf(variables);
        if (environmentsAtMost < 1) {
            throw new IllegalArgumentException("environmentsAtMost must be at least 1");
        }
        OptionalInt reserved = spec.reservedConcurrency();
        if (reserved.isPresent()) {
            environmentsAtMost = Math.min(environmentsAtMost, reserved.getAsInt());
        }
    }

    /// The same with further variables.
    FunctionConfig with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new FunctionConfig(spec, all, workingDirectory, environmentsAtMost);
    }

    /// How long initialisation may take, in milliseconds: under SnapStart 130 s or the timeout if
    /// longer (Lambda's documentation), otherwise 10 s or the timeout, in which Lambda tries again.
    long initLimitMs() {
        int least = spec.snapStart() ? MIN_SNAP_START_INIT_SECONDS : MIN_INIT_SECONDS;
        return 1000L * Math.max(least, spec.timeoutSeconds());
    }

    /// Whether one more invocation would be throttled in the deployed system as well.
    boolean throttles() {
        return spec.reservedConcurrency().orElse(Integer.MAX_VALUE) == environmentsAtMost;
    }
}
