package no.getdrop.health;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Something that is made at its first use, so that a start does not load what it needs.
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private @Nullable T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        T current = value;
        if (current == null) {
            current = maker.get();
            value = current;
        }
        return current;
    }
}
