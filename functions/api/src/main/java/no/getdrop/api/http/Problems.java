package no.getdrop.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.database.SqlStates;
import no.getdrop.identity.Caller;
import no.getdrop.runtime.Json;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Answers errors as `application/problem+json` (RFC 9457) that also carries Drop's `error`,
/// `message` and `details`, so that one body serves old clients and the standard.
@Component
@RestControllerAdvice
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String TYPE_BASE = "https://getdrop.no/problems/";
    private static final int RETRY_AFTER_SECONDS = 2;

    private final Texts texts;

    /// Problems in the words of `texts`.
    public Problems(Texts texts) {
        this.texts = texts;
    }

    /// Writes what a refusal says, and of anything else what it means to the client.
    @ExceptionHandler
    public void answer(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (e instanceof HttpRequestMethodNotSupportedException wrong
                && wrong.getSupportedMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", wrong.getSupportedMethods()));
        }
        RefusedException first = first(refusal(e), request);
        first.headers().forEach(response::setHeader);
        write(first, request, response);
    }

    /// What Spring and the database did not do has its own error; all else is a fault of Drop's:
    /// logged whole, told without its inside.
    private static RefusedException refusal(Exception e) {
        return switch (e) {
            case RefusedException refused -> refused;
            case NoHandlerFoundException _ -> RefusedException.of(ApiError.NOT_FOUND);
            case HttpRequestMethodNotSupportedException _ ->
                    RefusedException.of(ApiError.METHOD_NOT_ALLOWED);
            case HttpMediaTypeNotSupportedException _ ->
                    RefusedException.of(ApiError.UNSUPPORTED_MEDIA_TYPE);
            case HttpMediaTypeNotAcceptableException _ ->
                    RefusedException.of(ApiError.NOT_ACCEPTABLE);
            case Exception _ -> busy(e).orElseGet(() -> fault(e));
        };
    }

    private static RefusedException fault(Exception e) {
        log.atError().setCause(e).log("request failed");
        return RefusedException.of(ApiError.INTERNAL_ERROR);
    }

    /// There was no database, or it could not do just now what it may do in a moment.
    private static Optional<RefusedException> busy(Exception e) {
        boolean absent = e instanceof DatabaseUnavailableException;
        if (!absent && !SqlStates.isBusy(e)) {
            return Optional.empty();
        }
        log.atError().setCause(e).log(absent ? "no database" : "the database is busy");
        return Optional.of(
                RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS));
    }

    /// Whoever may not come in hears that first, and every request counts against its limits.
    private static RefusedException first(RefusedException refused, HttpServletRequest request) {
        Entrance entrance = Entrance.of(request);
        if (entrance == null) {
            return refused;
        }
        try {
            entrance.enter();
            return refused;
        } catch (RefusedException earlier) {
            return earlier;
        } catch (RuntimeException e) {
            return busy(e).orElseThrow(() -> e);
        }
    }

    private void write(
            RefusedException refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ApiError error = refused.error();
        SecurityEvent.of(error).ifPresent(event -> event.tell(request, error.code()));
        Locale language = Texts.languageOf(request);
        String message = texts.message(error, language);
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("type", TYPE_BASE + error.code());
        body.put("title", texts.title(error, language));
        body.put("status", error.status());
        body.put("detail", message);
        body.put("instance", request.getRequestURI());
        body.put("requestId", RequestIds.of(request));
        body.put("error", error.code());
        body.put("message", message);
        ArrayNode details = body.putArray("details");
        for (Detail detail : refused.details()) {
            details.addObject()
                    .put("field", detail.field())
                    .put("code", detail.code())
                    .put("message", texts.message(detail, language));
        }
        challenge(error).ifPresent(text -> response.setHeader(HttpHeaders.WWW_AUTHENTICATE, text));
        response.setStatus(error.status());
        response.setContentType("application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag());
        response.getOutputStream().write(Json.mapper().writeValueAsBytes(body));
        response.flushBuffer();
    }

    /// How to authenticate: at all, or anew (RFC 9470).
    private static Optional<String> challenge(ApiError error) {
        return switch (error) {
            case UNAUTHENTICATED -> Optional.of("Bearer");
            case INSUFFICIENT_USER_AUTHENTICATION ->
                    Optional.of(
                            "Bearer error=\"%s\", max_age=\"%d\""
                                    .formatted(error.code(), Caller.RECENT_LOGIN.toSeconds()));
            default -> Optional.empty();
        };
    }
}
