package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.audit.AuditEntryId;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Whatever stands in a query or a header is read or refused: cursors, page numbers, languages,
/// media types, addresses; and a cursor that a list gave leads on in it.
public final class HeadersFuzzTest {
    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(HeadersFuzzTest.class, HeadersFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, HeadersFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Lines lines = new Lines(input);
        page(lines.next(), lines.next(), lines.next());
        Locale language = Texts.language(lines.next());
        assertThat(language.getLanguage()).isIn("nb", "en");
        try {
            assertThat(Form.wanted(lines.next(), SVG, MediaType.IMAGE_PNG))
                    .isIn(SVG, MediaType.IMAGE_PNG);
        } catch (RefusedException e) {
            assertThat(e).isNotNull();
        }
        assertThat(ClientAddress.bucket(lines.next())).hasSizeLessThanOrEqualTo(45);

        AuditEntryId id = new AuditEntryId(UUID.nameUUIDFromBytes(input));
        @Nullable String cursor =
                new PageQuery(1, 1, null)
                        .listing(List.of(id, id), each -> each, each -> each)
                        .pagination()
                        .nextCursor();
        assertThat(
                        PageQuery.of(request(Map.of("cursor", cursor == null ? "" : cursor)))
                                .after(AuditEntryId::parse))
                .contains(id);
    }

    private static void page(String limit, String page, String cursor) {
        try {
            PageQuery query =
                    PageQuery.of(request(Map.of("limit", limit, "page", page, "cursor", cursor)));
            assertThat(query.limit()).isBetween(1, 50);
            assertThat(query.offset()).isBetween(0, 500_000);
            Optional<AuditEntryId> after = query.after(AuditEntryId::parse);
            assertThat(after).isPresent();
        } catch (RefusedException e) {
            assertThat(e).isNotNull();
        }
    }

    /// A request of which only its parameters are known.
    private static HttpServletRequest request(Map<String, String> parameters) {
        return (HttpServletRequest)
                Proxy.newProxyInstance(
                        HeadersFuzzTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) -> {
                            assertThat(method.getName()).isEqualTo("getParameter");
                            return parameters.get(String.valueOf(arguments[0]));
                        });
    }
}
