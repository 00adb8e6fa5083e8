package no.getdrop.api.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The filters of a list, read one by one from the query; what is wrong with them is collected, and
/// [#check] refuses the request with all of it at once.
public final class QueryValues {
    private final List<Detail> details = new ArrayList<>();

    /// A value that `parse` understands; `null` when the query says nothing.
    ///
    /// @param expected names what it may be
    public <T> @Nullable T value(
            String name,
            @Nullable String text,
            Function<String, Optional<T>> parse,
            String expected) {
        if (text == null) {
            return null;
        }
        Optional<T> value = parse.apply(text);
        if (value.isEmpty()) {
            details.add(Detail.of(name, "value", expected));
        }
        return value.orElse(null);
    }

    /// `true` or `false`; `null` when the query says nothing.
    public @Nullable Boolean flag(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                details.add(Detail.of(name, "flag"));
                yield null;
            }
        };
    }

    /// Refuses the request when any value read so far was wrong.
    public void check() {
        if (!details.isEmpty()) {
            throw RefusedException.invalid(details);
        }
    }
}
