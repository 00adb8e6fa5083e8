package no.getdrop.tests.contract;

import org.jspecify.annotations.Nullable;

/// A request that differs from a right one in one place.
///
/// @param field what was changed: a field of the body, a parameter, a header
/// @param change how
/// @param request all of it but the body
/// @param text the body as it is sent; null for none
/// @param expected what it must get
record WrongRequest(
        String field, String change, Request request, @Nullable String text, Expected expected) {
    enum Expected {
        /// 400 `validation_error` with a detail that names the field.
        NAMED,
        /// A 4xx that the contract describes.
        REFUSED,
        /// Anything below 500 that the contract describes: it is odd, not wrong.
        UNHARMED
    }

    @Override
    public String toString() {
        String body = text == null ? "" : text;
        return "%s %s (%s) as %s"
                .formatted(
                        request.operation(),
                        field,
                        change,
                        body.length() > 300 ? body.substring(0, 300) + "…" : body);
    }
}
