package no.getdrop.local.demo;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/// An answer to one step.
///
/// @param step what was asked, for messages
/// @param body a missing node when it is not JSON
record Reply(String step, int status, HttpHeaders headers, JsonNode body) {

    /// Says so unless the answer has this status.
    Reply expect(int expected) throws UnmetException {
        if (status != expected) {
            throw new UnmetException(step + " to answer " + expected, seen());
        }
        return this;
    }

    /// Says so unless the answer is this error of Drop's.
    void expectError(int expected, String error) throws UnmetException {
        if (status != expected || !error.equals(body.path("error").textValue())) {
            throw new UnmetException(
                    step + " to answer " + expected + " with error " + error, seen());
        }
    }

    /// A text of the answer's `data`.
    String text(String pointer) throws UnmetException {
        JsonNode value = body.at("/data" + pointer);
        if (!value.isValueNode() || value.isNull()) {
            throw new UnmetException(step + " to hold data" + pointer, seen());
        }
        return value.asText();
    }

    /// The address that the answer leads to.
    URI location() throws UnmetException {
        Optional<String> location = header("Location");
        if (status != 302 || location.isEmpty()) {
            throw new UnmetException(step + " to answer 302 with a Location", seen());
        }
        return URI.create(location.get());
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /// Status and body, as far as a person needs them.
    String seen() {
        return body.isMissingNode() ? String.valueOf(status) : status + " " + body;
    }
}
