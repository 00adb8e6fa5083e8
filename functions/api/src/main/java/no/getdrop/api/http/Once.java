package no.getdrop.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.database.Database;
import no.getdrop.idempotency.Idempotency;
import no.getdrop.idempotency.IdempotencyKey;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.runtime.Json;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.function.Function;

/// Carries out a creating request once for its `Idempotency-Key` (header, or `idempotencyKey` in
/// the body), and gives its repeats the same answer.
@Component
public final class Once {
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String KEY_FORM = "[\\x21-\\x7E]{1,255}";

    private final Database database;
    private final Idempotency idempotency;

    /// Keys as `idempotency` keeps them.
    public Once(Database database, Idempotency idempotency) {
        this.database = database;
        this.idempotency = idempotency;
    }

    /// The key that a request carries, if any; header before body, bare or as a quoted string.
    public static Optional<String> key(HttpServletRequest request, Fields fields) {
        Optional<String> inBody = fields.optionalText("idempotencyKey", 255);
        fields.check();
        inBody.ifPresent(value -> checked("idempotencyKey", value));
        @Nullable String header = request.getHeader("Idempotency-Key");
        if (header == null) {
            return inBody;
        }
        String value = header.strip();
        if (value.length() > 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        return Optional.of(checked("Idempotency-Key", value));
    }

    /// The answer that an earlier request with this key got.
    public Optional<ResponseEntity<String>> earlier(
            Caller caller, HttpServletRequest request, Fields fields) {
        return idempotencyKey(caller, request, fields)
                .flatMap(key -> database.call(handle -> Idempotency.earlier(handle, key)))
                .map(Once::answer);
    }

    /// Does the work and stores its answer, in one transaction; `work` refuses by throwing.
    public ResponseEntity<String> create(
            Caller caller,
            HttpServletRequest request,
            Fields fields,
            Function<Handle, StoredAnswer> work) {
        Optional<IdempotencyKey> key = idempotencyKey(caller, request, fields);
        return key.isPresent()
                ? answer(idempotency.once(key.get(), work))
                : respond(database.transaction(work::apply));
    }

    /// The answer 201 with `data`.
    public static StoredAnswer created(Object data) {
        return answer(201, data);
    }

    /// The answer 200 with `data`.
    public static StoredAnswer done(Object data) {
        return answer(200, data);
    }

    private static StoredAnswer answer(int status, Object data) {
        try {
            return StoredAnswer.fresh(status, Json.mapper().writeValueAsString(new Data<>(data)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written", e);
        }
    }

    /// The answer as it goes out, marked when it is a repeat.
    public static ResponseEntity<String> respond(StoredAnswer answer) {
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(answer.status()).contentType(MediaType.APPLICATION_JSON);
        if (answer.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(answer.body());
    }

    /// The refusal for a key whose first request is still at work.
    public static RefusedException inProgress() {
        return RefusedException.retry(ApiError.IDEMPOTENCY_IN_PROGRESS, RETRY_AFTER_SECONDS);
    }

    private static ResponseEntity<String> answer(Idempotency.Outcome outcome) {
        return switch (outcome) {
            case Idempotency.Outcome.Answered(StoredAnswer answer) -> respond(answer);
            case Idempotency.Outcome.KeyReused() ->
                    throw RefusedException.of(ApiError.IDEMPOTENCY_KEY_REUSED);
            case Idempotency.Outcome.InProgress() -> throw inProgress();
        };
    }

    /// The whole path is a part of what a key stands for: the same body for another id is another
    /// request.
    private static Optional<IdempotencyKey> idempotencyKey(
            Caller caller, HttpServletRequest request, Fields fields) {
        return key(request, fields)
                .map(key ->
                        new IdempotencyKey(
                                caller.userId(),
                                key,
                                request.getMethod() + ' ' + request.getRequestURI(),
                                fields.canonical()));
    }

    private static String checked(String field, String key) {
        if (!key.matches(KEY_FORM)) {
            throw RefusedException.invalid(Detail.of(field, "idempotency_key"));
        }
        return key;
    }
}
