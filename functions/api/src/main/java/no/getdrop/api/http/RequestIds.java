package no.getdrop.api.http;

import com.amazonaws.serverless.proxy.RequestReader;
import com.amazonaws.serverless.proxy.model.AwsProxyRequestContext;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.runtime.Ids;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Pattern;

/// The id by which a request is found in logs, answers and the audit trail.
final class RequestIds {
    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{8,128}");

    private RequestIds() {}

    /// The client's `X-Request-Id` when it is usable, else a new one; the same for the whole
    /// request.
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        @Nullable String given = request.getHeader("X-Request-Id");
        String id =
                given != null && USABLE.matcher(given).matches() ? given : Ids.next().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    /// API Gateway's own id of the request, by which its log has the address that it came from.
    static Optional<String> ofGateway(HttpServletRequest request) {
        return request.getAttribute(RequestReader.API_GATEWAY_CONTEXT_PROPERTY)
                        instanceof AwsProxyRequestContext context
                ? Optional.ofNullable(context.getRequestId())
                : Optional.empty();
    }
}
