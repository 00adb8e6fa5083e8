package no.getdrop.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import no.getdrop.runtime.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/// What is needed of an event of API Gateway (REST, payload 1.0).
///
/// @param method HTTP method
/// @param path without a slash at the end
/// @param quick whether the caller asked to leave the database alone
/// @param requestId the caller's `X-Request-Id` where it is a plain one, else the gateway's id
/// @param form the form of body that the caller prefers
/// @param bearer what the caller presents to be known by; empty for nobody
/// @param english whether the caller prefers English to Norwegian
record Request(
        String method,
        String path,
        boolean quick,
        String requestId,
        Form form,
        Optional<Secret> bearer,
        boolean english) {
    private static final String BEARER = "Bearer ";
    private static final int REQUEST_ID_LENGTH_MAX = 128;

    /// Reads the event; what it lacks is empty.
    static Request read(JsonFactory json, InputStream event) throws IOException {
        Reader reader = new Reader();
        try (JsonParser parser = json.createParser(event)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                reader.readEvent(parser);
            }
        }
        return reader.request();
    }

    private static final class Reader {
        private String method = "";
        private String path = "";
        private String gatewayId = "";
        private String callerId = "";
        private String language = "";
        private String accept = "";
        private String authorization = "";
        private boolean quick;

        private Request request() {
            String trimmed =
                    path.length() > 1 && path.endsWith("/")
                            ? path.substring(0, path.length() - 1)
                            : path;
            return new Request(
                    method,
                    trimmed,
                    quick,
                    isPlain(callerId) ? callerId : gatewayId,
                    Form.of(accept),
                    bearer(authorization),
                    language.startsWith("en"));
        }

        private void readEvent(JsonParser parser) throws IOException {
            for (String name = nextField(parser); name != null; name = nextField(parser)) {
                switch (name) {
                    case "httpMethod" -> method = text(parser);
                    case "path" -> path = text(parser);
                    case "headers" -> readHeaders(parser);
                    case "queryStringParameters" -> readQuery(parser);
                    case "requestContext" -> readContext(parser);
                    default -> parser.skipChildren();
                }
            }
        }

        private void readHeaders(JsonParser parser) throws IOException {
            if (!isObject(parser)) {
                return;
            }
            for (String name = nextField(parser); name != null; name = nextField(parser)) {
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "x-request-id" -> callerId = text(parser);
                    case "accept-language" -> language = text(parser);
                    case "accept" -> accept = text(parser);
                    case "authorization" -> authorization = text(parser);
                    default -> parser.skipChildren();
                }
            }
        }

        private void readQuery(JsonParser parser) throws IOException {
            if (!isObject(parser)) {
                return;
            }
            for (String name = nextField(parser); name != null; name = nextField(parser)) {
                if (name.equals("quick")) {
                    quick = text(parser).equals("true");
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void readContext(JsonParser parser) throws IOException {
            if (!isObject(parser)) {
                return;
            }
            for (String name = nextField(parser); name != null; name = nextField(parser)) {
                if (name.equals("requestId")) {
                    gatewayId = text(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        /// The name of the next field, its value being the current token; null at the end.
        private static @Nullable String nextField(JsonParser parser) throws IOException {
            String name = parser.nextFieldName();
            if (name != null) {
                parser.nextToken();
            }
            return name;
        }

        /// Whether the current value has fields; API Gateway says null where it has none to tell.
        private static boolean isObject(JsonParser parser) throws IOException {
            boolean object = parser.hasToken(JsonToken.START_OBJECT);
            if (!object) {
                parser.skipChildren();
            }
            return object;
        }

        private static String text(JsonParser parser) throws IOException {
            parser.skipChildren();
            return parser.getValueAsString("");
        }

        private static Optional<Secret> bearer(String authorization) {
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(new Secret(authorization.substring(BEARER.length()).strip()))
                    : Optional.empty();
        }

        private static boolean isPlain(String id) {
            return !id.isEmpty()
                    && id.length() <= REQUEST_ID_LENGTH_MAX
                    && id.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
        }
    }
}
