package no.getdrop.audit;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.UUID;

/// Writes the trail of who did what; rows are only ever added.
public final class Audit {
    private static final String INSERT =
            """
            INSERT INTO audit_log (id, user_id, action, resource_type, resource_id, result,
                                   ip_address, user_agent, request_id)
            VALUES (:id, :userId, :action, :resourceType, :resourceId, :result,
                    :ipAddress, :userAgent, :requestId)
            """;

    private Audit() {}

    /// From where a request came.
    ///
    /// @param ipAddress as API Gateway saw it
    /// @param userAgent as the client names itself, cut to 200 characters
    /// @param requestId as it stands in every log line of the request
    public record Origin(String ipAddress, @Nullable String userAgent, String requestId) {
        public Origin {
            Objects.requireNonNull(ipAddress, "ipAddress");
            Objects.requireNonNull(requestId, "requestId");
            if (userAgent != null && userAgent.length() > 200) {
                userAgent = userAgent.substring(0, 200);
            }
        }
    }

    /// How an action ended.
    public enum Result implements Spelled {
        SUCCESS,
        FAILURE,
        DENIED
    }

    /// Adds an entry about what was done, in the transaction that made it true.
    ///
    /// @param id public id of what was acted on
    public static void record(
            Handle handle, @Nullable UUID userId, Action action, String id, Origin origin) {
        record(handle, userId, action, id, Result.SUCCESS, origin);
    }

    /// Adds one entry in the transaction that made it true: about what was done or denied.
    ///
    /// @param id public id of what was acted on
    public static void record(
            Handle handle,
            @Nullable UUID userId,
            Action action,
            String id,
            Result result,
            Origin origin) {
        handle.createUpdate(INSERT)
                .bind("id", Ids.next())
                .bind("userId", userId)
                .bind("action", action.text())
                .bind("resourceType", action.resource())
                .bind("resourceId", id)
                .bind("result", result.text())
                .bind("ipAddress", origin.ipAddress())
                .bind("userAgent", origin.userAgent())
                .bind("requestId", origin.requestId())
                .execute();
    }

    /// What an action was done to.
    ///
    /// @param type singular name of the table
    /// @param id public id
    public record Resource(String type, @Nullable String id) {}
}
