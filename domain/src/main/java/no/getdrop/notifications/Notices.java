package no.getdrop.notifications;

import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// Writes notifications where things happen, in the transaction that makes them true.
///
/// The language is the customer's at that moment: Norwegian where nothing was chosen, and English
/// for a language that has no texts yet.
public final class Notices {
    /// The part of a statement that tells a customer of something. It stands in a common table
    /// expression after one named `told`, of at most one row with `user_id`, `subject` and
    /// `transaction_id`, and needs [#parameters].
    public static final String TELL =
            """
            INSERT INTO notifications (id, user_id, kind, title, body, transaction_id)
            SELECT :noticeId, told.user_id, :noticeKind,
                   CASE WHEN coalesce(settings.language, 'nb') = 'nb'
                        THEN CAST(:noticeTitleNb AS text) ELSE CAST(:noticeTitleEn AS text) END,
                   replace(CASE WHEN coalesce(settings.language, 'nb') = 'nb'
                                THEN CAST(:noticeBodyNb AS text)
                                ELSE CAST(:noticeBodyEn AS text) END,
                           '{subject}', coalesce(told.subject, '')),
                   told.transaction_id
            FROM told
            JOIN users ON users.id = told.user_id AND users.deleted_at IS NULL
            LEFT JOIN settings ON settings.user_id = told.user_id
            """;

    private static final String TELL_ONE =
            """
            WITH told AS (
                SELECT CAST(:userId AS uuid) AS user_id, CAST(:subject AS text) AS subject,
                       CAST(NULL AS uuid) AS transaction_id
            )
            """
                    + TELL;

    private Notices() {}

    /// Tells a customer of something that is no payment.
    ///
    /// @param subject whom or what it is about, where the notice names it
    public static void tell(Handle handle, UserId userId, Notice notice, @Nullable String subject) {
        handle.createUpdate(TELL_ONE)
                .bind("userId", userId.value())
                .bind("subject", subject)
                .bindMap(parameters(notice))
                .execute();
    }

    /// What [#TELL] needs.
    public static Map<String, Object> parameters(Notice notice) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("noticeId", Ids.next());
        parameters.put("noticeKind", notice.kind());
        parameters.put("noticeTitleNb", notice.title(true));
        parameters.put("noticeTitleEn", notice.title(false));
        parameters.put("noticeBodyNb", notice.body(true));
        parameters.put("noticeBodyEn", notice.body(false));
        return parameters;
    }
}
