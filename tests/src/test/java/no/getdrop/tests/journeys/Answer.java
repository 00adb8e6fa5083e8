package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// What came back for a request.
public record Answer(int status, Map<String, List<String>> headers, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    /// The same answer, which must have this status.
    public Answer expect(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    /// The same answer, which must be this error.
    public Answer expect(int expected, String error) {
        expect(expected);
        assertThat(error()).as(body).isEqualTo(error);
        return this;
    }

    /// The body as JSON.
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    /// What stands under `data`.
    public JsonNode data() {
        return json().path("data");
    }

    /// The code of an error.
    public String error() {
        return json().path("error").asText();
    }

    /// The fields that an error names, each with its code, such as `amount:required`.
    public List<String> details() {
        return json().path("details")
                .valueStream()
                .map(detail -> detail.path("field").asText() + ":" + detail.path("code").asText())
                .toList();
    }

    /// The first value of a header, or an empty text.
    public String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().getFirst())
                .findFirst()
                .orElse("");
    }

    /// All values of a header.
    public List<String> headerValues(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    /// Where a redirect goes.
    public URI location() {
        return URI.create(header("Location"));
    }
}
