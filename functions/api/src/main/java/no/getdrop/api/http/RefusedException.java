package no.getdrop.api.http;

import java.util.List;
import java.util.Map;

/// A request that is not carried out; nothing of it was done.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final transient List<Detail> details;
    private final transient Map<String, String> headers;

    private RefusedException(ApiError error, List<Detail> details, Map<String, String> headers) {
        super(error.code(), null, false, false);
        this.error = error;
        this.details = List.copyOf(details);
        this.headers = Map.copyOf(headers);
    }

    /// A refusal that its error explains.
    public static RefusedException of(ApiError error) {
        return new RefusedException(error, List.of(), Map.of());
    }

    /// A refusal that its error explains, and a detail with the figures.
    public static RefusedException of(ApiError error, Detail detail) {
        return new RefusedException(error, List.of(detail), Map.of());
    }

    /// A refusal that the client may try again after so many seconds.
    public static RefusedException retry(ApiError error, int afterSeconds) {
        return new RefusedException(
                error, List.of(), Map.of("Retry-After", Integer.toString(afterSeconds)));
    }

    /// A refusal that names what is wrong with each field.
    public static RefusedException invalid(List<Detail> details) {
        return new RefusedException(ApiError.VALIDATION_ERROR, details, Map.of());
    }

    /// A refusal for one field.
    public static RefusedException invalid(Detail detail) {
        return invalid(List.of(detail));
    }

    /// What the client is told.
    public ApiError error() {
        return error;
    }

    /// What is wrong with each field.
    public List<Detail> details() {
        return details;
    }

    /// Headers of the answer.
    public Map<String, String> headers() {
        return headers;
    }
}
