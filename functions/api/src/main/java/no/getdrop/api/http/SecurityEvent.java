package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.identity.Caller;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import java.util.Map;
import java.util.Optional;

/// What somebody tried and must not, as it is found in the log: one line of the message `security
/// event`, with the event's name and the error that was answered.
///
/// Who it was is the customer's id where a good token named one, and else the address that the
/// gateway's log has for the request. Nothing of what was sent is in the line.
public enum SecurityEvent implements Spelled {
    /// A login, its code or its password was refused.
    LOGIN_REFUSED,
    /// No token, or one that is not good or whose session is over.
    SESSION_REFUSED,
    /// A caller asked for what is for others.
    ACCESS_REFUSED,
    /// A payment was ordered without its own authentication, or what is most sensitive was asked
    /// for without a recent login.
    AUTHENTICATION_REFUSED,
    /// A browser's cookies came from a page that is not ours.
    FOREIGN_PAGE,
    /// A message or a code bears a signature that is not good.
    FORGED,
    /// A limit on requests is exceeded.
    LIMIT_EXCEEDED;

    private static final Logger log = LoggerFactory.getLogger(SecurityEvent.class);

    private static final Map<ApiError, SecurityEvent> BY_ERROR =
            Map.ofEntries(
                    Map.entry(ApiError.INVALID_STATE, LOGIN_REFUSED),
                    Map.entry(ApiError.INVALID_CODE, LOGIN_REFUSED),
                    Map.entry(ApiError.INVALID_CREDENTIALS, LOGIN_REFUSED),
                    Map.entry(ApiError.UNDER_AGE, LOGIN_REFUSED),
                    Map.entry(ApiError.CUSTOMER_CLOSED, LOGIN_REFUSED),
                    Map.entry(ApiError.UNAUTHENTICATED, SESSION_REFUSED),
                    Map.entry(ApiError.FORBIDDEN, ACCESS_REFUSED),
                    Map.entry(ApiError.OWN_CASE, ACCESS_REFUSED),
                    Map.entry(ApiError.INSUFFICIENT_USER_AUTHENTICATION, AUTHENTICATION_REFUSED),
                    Map.entry(ApiError.PAYMENT_SESSION_NOT_AUTHORISED, AUTHENTICATION_REFUSED),
                    Map.entry(ApiError.PAYMENT_SESSION_MISMATCH, AUTHENTICATION_REFUSED),
                    Map.entry(ApiError.CROSS_SITE_REFUSED, FOREIGN_PAGE),
                    Map.entry(ApiError.SIGNATURE_REFUSED, FORGED),
                    Map.entry(ApiError.QR_CODE_FORGED, FORGED),
                    Map.entry(ApiError.RATE_LIMITED, LIMIT_EXCEEDED));

    /// The event of an error; empty for an error that anybody may run into.
    static Optional<SecurityEvent> of(ApiError error) {
        return Optional.ofNullable(BY_ERROR.get(error));
    }

    /// Writes the line.
    ///
    /// @param error code of the error that the client is told
    public void tell(HttpServletRequest request, String error) {
        LoggingEventBuilder line =
                log.atInfo().addKeyValue("event", text()).addKeyValue("error", error);
        customer(request)
                .map(customer -> line.addKeyValue("customer", customer.toString()))
                .orElse(line)
                .log("security event");
    }

    /// Whose good token the request bears, be its session live or not.
    static Optional<UserId> customer(HttpServletRequest request) {
        if (request.getAttribute(AdmissionInterceptor.CALLER) instanceof Caller caller) {
            return Optional.of(caller.userId());
        }
        @Nullable Entrance entrance = Entrance.of(request);
        return Optional.ofNullable(entrance).map(Entrance::userId);
    }
}
