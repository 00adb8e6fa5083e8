package no.getdrop.local.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The REST API's `BinaryMediaTypes`.
record BinaryMediaTypes(List<String> types) {
    BinaryMediaTypes {
        types = List.copyOf(types);
    }

    /// Whether that `Content-Type` or `Accept` names a binary type. Of an `Accept` list only the
    /// first entry counts, as in API Gateway.
    boolean include(Optional<String> header) {
        String first = header.orElse("").split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
        return types.contains("*/*") || types.contains(first);
    }
}
