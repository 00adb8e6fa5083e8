package no.getdrop.api.audit;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.Csv;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.PageQuery;
import no.getdrop.audit.Audit;
import no.getdrop.audit.AuditEntryId;
import no.getdrop.audit.AuditTrail;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// What was done in the customer's name, as JSON page by page or as one CSV file.
@RestController
final class AuditController {
    /// Entries in a CSV file: at most some 600 bytes each, so that the whole stays below the 6 MB
    /// that a function may answer.
    private static final int CSV_LIMIT = 5_000;

    private static final String CSV = "text/csv;charset=UTF-8";
    private static final List<String> COLUMNS =
            List.of(
                    "id",
                    "createdAt",
                    "action",
                    "resourceType",
                    "resourceId",
                    "result",
                    "ipAddress",
                    "userAgent",
                    "requestId");

    record EntryView(
            String id,
            String action,
            String resourceType,
            @Nullable String resourceId,
            String result,
            @Nullable String ipAddress,
            @Nullable String userAgent,
            @Nullable String requestId,
            Instant createdAt) {
        static EntryView of(AuditTrail.Entry entry) {
            Audit.Origin origin = entry.origin();
            return new EntryView(
                    entry.id().toString(),
                    entry.action(),
                    entry.resource().type(),
                    entry.resource().id(),
                    entry.result(),
                    origin == null ? null : origin.ipAddress(),
                    origin == null ? null : origin.userAgent(),
                    origin == null ? null : origin.requestId(),
                    entry.at());
        }

        List<@Nullable Object> fields() {
            return Arrays.asList(
                    id,
                    createdAt,
                    action,
                    resourceType,
                    resourceId,
                    result,
                    ipAddress,
                    userAgent,
                    requestId);
        }
    }

    @GetMapping("/v1/audit")
    @Access(Access.Who.CUSTOMER)
    Listing<EntryView> list(Entrance entrance, PageQuery query) {
        return query.listing(
                entrance.read(
                        AuditTrail.page(
                                entrance.userId().value(),
                                query.after(AuditEntryId::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                AuditTrail.Entry::id,
                EntryView::of);
    }

    /// The newest entries, or those after the cursor; `Link` names the file with older ones.
    @GetMapping(value = "/v1/audit", produces = CSV)
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> file(Entrance entrance, PageQuery query) {
        PageQuery whole = query.withLimit(CSV_LIMIT);
        Listing<EntryView> entries = list(entrance, whole);
        Csv csv = new Csv(COLUMNS);
        entries.data().forEach(entry -> csv.line(entry.fields()));
        ResponseEntity.BodyBuilder response =
                ResponseEntity.ok()
                        .header(HttpHeaders.CONTENT_TYPE, CSV)
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"drop-audit.csv\"");
        String next = entries.pagination().nextCursor();
        if (next != null) {
            response.header(HttpHeaders.LINK, "</v1/audit?cursor=" + next + ">; rel=\"next\"");
        }
        return response.body(csv.toString());
    }
}
