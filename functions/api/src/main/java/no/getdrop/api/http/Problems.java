package no.getdrop.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.database.SqlStates;
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

    /// Writes what a refusal says.
    @ExceptionHandler
    public void refused(
            RefusedException refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RefusedException first = first(refused, request);
        first.headers().forEach(response::setHeader);
        write(first, request, response);
    }

    /// No database: the client may try again in a moment.
    @ExceptionHandler
    public void unavailable(
            DatabaseUnavailableException e,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        log.atError().setCause(e).log("no database");
        refused(
                RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS),
                request,
                response);
    }

    /// No such address.
    @ExceptionHandler
    public void unknownRoute(
            NoHandlerFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refused(RefusedException.of(ApiError.NOT_FOUND), request, response);
    }

    /// The address is known, the method is not; `Allow` names those that are.
    @ExceptionHandler
    public void wrongMethod(
            HttpRequestMethodNotSupportedException e,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String[] supported = e.getSupportedMethods();
        if (supported != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", supported));
        }
        refused(RefusedException.of(ApiError.METHOD_NOT_ALLOWED), request, response);
    }

    /// The body is in a form that is not read here.
    @ExceptionHandler
    public void wrongContentType(
            HttpMediaTypeNotSupportedException e,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        refused(RefusedException.of(ApiError.UNSUPPORTED_MEDIA_TYPE), request, response);
    }

    /// The client takes no form that is written here.
    @ExceptionHandler
    public void notAcceptable(
            HttpMediaTypeNotAcceptableException e,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        refused(RefusedException.of(ApiError.NOT_ACCEPTABLE), request, response);
    }

    /// Anything else is a fault of Drop's: logged whole, told without its inside. But what the
    /// database could not do just now it may do in a moment.
    @ExceptionHandler
    public void fault(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (SqlStates.isBusy(e)) {
            log.atError().setCause(e).log("the database is busy");
            refused(
                    RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS),
                    request,
                    response);
            return;
        }
        log.atError().setCause(e).log("request failed");
        refused(RefusedException.of(ApiError.INTERNAL_ERROR), request, response);
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
        } catch (DatabaseUnavailableException e) {
            log.atError().setCause(e).log("no database");
            return RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS);
        } catch (RuntimeException e) {
            if (SqlStates.isBusy(e)) {
                log.atError().setCause(e).log("the database is busy");
                return RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS);
            }
            throw e;
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
        if (error == ApiError.UNAUTHENTICATED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        response.setStatus(error.status());
        response.setContentType("application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag());
        response.getOutputStream().write(Json.mapper().writeValueAsBytes(body));
        response.flushBuffer();
    }
}
