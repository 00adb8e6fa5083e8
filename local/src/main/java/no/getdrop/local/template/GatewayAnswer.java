package no.getdrop.local.template;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// What API Gateway answers by itself, as a gateway response of the template has it.
///
/// @param status empty for the gateway's own
/// @param headers values, `context.requestId` among them
/// @param body JSON with `$context.requestId` in it; empty for the gateway's own
public record GatewayAnswer(
        OptionalInt status, Map<String, String> headers, Optional<String> body) {
    /// The answer of a template that says nothing of it.
    public static final GatewayAnswer PLAIN =
            new GatewayAnswer(OptionalInt.empty(), Map.of(), Optional.empty());

    public GatewayAnswer {
        Objects.requireNonNull(status, "status");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
