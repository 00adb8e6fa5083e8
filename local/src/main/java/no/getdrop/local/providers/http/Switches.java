package no.getdrop.local.providers.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The switches that are set at one provider, oldest first.
public final class Switches {
    private final Set<String> operations = new TreeSet<>();
    private final List<Switch> set = new ArrayList<>();

    Switches() {}

    /// Makes an operation known, so that a switch may name it.
    public synchronized void declare(String operation) {
        operations.add(operation);
    }

    /// Adds a switch behind those that are set.
    ///
    /// @throws IllegalArgumentException when the provider has no such operation
    public synchronized void add(Switch added) {
        if (!operations.contains(added.operation())) {
            throw new IllegalArgumentException(
                    "no operation " + added.operation() + " here, want one of " + operations);
        }
        set.add(added);
    }

    /// The oldest switch of an operation, used up by one call.
    public synchronized Optional<Switch> take(String operation) {
        for (int i = 0; i < set.size(); i++) {
            Switch found = set.get(i);
            if (found.operation().equals(operation)) {
                if (found.times() == 1) {
                    set.remove(i);
                } else {
                    set.set(i, found.times(found.times() - 1));
                }
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /// What is still set.
    public synchronized List<Switch> pending() {
        return List.copyOf(set);
    }

    /// Forgets every switch.
    public synchronized void clear() {
        set.clear();
    }
}
