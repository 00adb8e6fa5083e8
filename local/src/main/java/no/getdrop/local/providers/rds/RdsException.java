package no.getdrop.local.providers.rds;

import no.getdrop.local.providers.http.Answer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// An error as the service names it.
final class RdsException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Set<String> OURS = Set.of("InternalFailure", "ServiceUnavailable");

    private final String code;

    RdsException(String code, String message) {
        super(message);
        this.code = code;
    }

    static RdsException invalid(String message) {
        return new RdsException("InvalidParameterValue", message);
    }

    Answer answer() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("Type", OURS.contains(code) ? "Receiver" : "Sender");
        error.put("Code", code);
        error.put("Message", String.valueOf(getMessage()));
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("Error", error);
        response.put("RequestId", UUID.randomUUID().toString());
        return new Answer(
                status(), Map.of("Content-Type", "text/xml"), Xml.of("ErrorResponse", response));
    }

    private int status() {
        return switch (code) {
            case "InternalFailure" -> 500;
            case "ServiceUnavailable" -> 503;
            case "AccessDenied", "MissingAuthenticationToken", "DBClusterQuotaExceededFault" -> 403;
            default -> code.contains("NotFound") ? 404 : 400;
        };
    }
}
