package no.getdrop.local.providers.rds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// The filters of a describing call.
final class Filters<T> {
    private final Map<String, List<String>> asked;
    private final Map<String, Function<T, String>> known = new LinkedHashMap<>();

    Filters(Form form) {
        asked = form.filters();
    }

    /// A filter that the call knows; an ARN stands for the identifier in it.
    Filters<T> by(String name, Function<T, String> value) {
        known.put(name, value);
        return this;
    }

    /// @throws RdsException when a filter was asked for that the call does not know
    List<T> of(Stream<T> all) throws RdsException {
        for (String name : asked.keySet()) {
            if (!known.containsKey(name)) {
                throw RdsException.invalid("Unrecognized filter name: " + name);
            }
        }
        return all.filter(this::passes).toList();
    }

    private boolean passes(T each) {
        return known.entrySet().stream()
                .filter(filter -> asked.containsKey(filter.getKey()))
                .allMatch(filter ->
                        asked.getOrDefault(filter.getKey(), List.of()).stream()
                                .map(Call::id)
                                .anyMatch(filter.getValue().apply(each)::equals));
    }
}
