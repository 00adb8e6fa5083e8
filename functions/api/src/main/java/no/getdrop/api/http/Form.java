package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

import java.util.List;

/// Which of several forms of an answer a client wants.
public final class Form {
    private Form() {}

    /// The one of `offered` that a request's `Accept` prefers; the first of them where it leaves
    /// the choice.
    ///
    /// @throws RefusedException when it allows none of them
    public static MediaType wanted(HttpServletRequest request, MediaType... offered) {
        return wanted(request.getHeader(HttpHeaders.ACCEPT), offered);
    }

    static MediaType wanted(@Nullable String accept, MediaType... offered) {
        if (accept == null || accept.isBlank()) {
            return offered[0];
        }
        for (MediaType range : ranges(accept)) {
            for (MediaType form : offered) {
                if (range.getQualityValue() > 0 && range.includes(form)) {
                    return form;
                }
            }
        }
        throw RefusedException.of(ApiError.NOT_ACCEPTABLE);
    }

    private static List<MediaType> ranges(String accept) {
        try {
            List<MediaType> ranges = MediaType.parseMediaTypes(accept);
            // A weight in capitals is read here first, and may be no number.
            ranges.forEach(MediaType::getQualityValue);
            MimeTypeUtils.sortBySpecificity(ranges);
            return ranges;
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            // The latter for a type that begins with a quote.
            throw RefusedException.of(ApiError.NOT_ACCEPTABLE);
        }
    }
}
