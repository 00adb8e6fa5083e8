package no.getdrop.local.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// One function of the template, as far as running it locally needs.
///
/// @param memoryMb `MemorySize`
/// @param timeoutSeconds `Timeout`
/// @param snapStart whether published versions start from a snapshot
/// @param reservedConcurrency the most environments at a time, empty when not limited
/// @param environment every variable the template names for it
/// @param layers logical ids, in the template's order
public record FunctionSpec(
        String name,
        String handler,
        int memoryMb,
        int timeoutSeconds,
        boolean snapStart,
        OptionalInt reservedConcurrency,
        Map<String, Variable> environment,
        List<String> layers) {
    public FunctionSpec {
        if (memoryMb < 128 || memoryMb > 10_240) {
            throw new TemplateException(name + ": MemorySize must be 128 to 10240");
        }
        if (timeoutSeconds < 1 || timeoutSeconds > 900) {
            throw new TemplateException(name + ": Timeout must be 1 to 900 seconds");
        }
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        layers = List.copyOf(layers);
    }
}
