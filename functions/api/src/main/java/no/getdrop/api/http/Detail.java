package no.getdrop.api.http;

import java.util.List;
import java.util.Objects;

/// What is wrong with one field of a request.
///
/// @param field name in the body, the query or the headers
/// @param code what is wrong, a key of the texts
/// @param arguments what belongs there, for the text
public record Detail(String field, String code, List<String> arguments) {
    public Detail {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(code, "code");
        arguments = List.copyOf(arguments);
    }

    /// A detail whose text names `arguments`.
    public static Detail of(String field, String code, String... arguments) {
        return new Detail(field, code, List.of(arguments));
    }
}
