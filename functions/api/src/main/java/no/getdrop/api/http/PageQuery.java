package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a client asks of a list: `limit` (20, at most 50), and either the `cursor` of the page
/// before or, as old clients do, the number of the `page`.
///
/// @param limit rows on a page
/// @param page from 1
/// @param after public id of the last row of the page before
public record PageQuery(int limit, int page, @Nullable String after) {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 50;
    private static final int PAGE_MAX = 10_000;

    static PageQuery of(HttpServletRequest request) {
        List<Detail> details = new ArrayList<>();
        int limit = number(request, "limit", LIMIT_DEFAULT, LIMIT_MAX, details);
        int page = number(request, "page", 1, PAGE_MAX, details);
        @Nullable String cursor = request.getParameter("cursor");
        @Nullable String after = cursor == null ? null : decode(cursor, details);
        if (!details.isEmpty()) {
            throw RefusedException.invalid(details);
        }
        return new PageQuery(limit, page, after);
    }

    /// The id in the cursor; a cursor of another list is refused.
    public <T> Optional<T> after(Function<String, Optional<T>> parse) {
        if (after == null) {
            return Optional.empty();
        }
        Optional<T> id = parse.apply(after);
        if (id.isEmpty()) {
            throw RefusedException.invalid(Detail.of("cursor", "cursor"));
        }
        return id;
    }

    /// The same with so many rows on a page, for a form of the list that is not read page by page.
    public PageQuery withLimit(int rows) {
        return new PageQuery(rows, page, after);
    }

    /// Rows to pass over.
    public int offset() {
        return after == null ? (page - 1) * limit : 0;
    }

    /// One row more than a page has, to see whether another page follows.
    public int fetch() {
        return limit + 1;
    }

    /// The list that is answered, of the rows that were fetched.
    public <T, V> Listing<V> listing(List<T> fetched, Function<T, Object> id, Function<T, V> view) {
        boolean more = fetched.size() > limit;
        List<T> rows = more ? fetched.subList(0, limit) : fetched;
        @Nullable String next = more ? encode(id.apply(rows.getLast()).toString()) : null;
        return new Listing<>(
                rows.stream().map(view).toList(), new Listing.Pagination(page, limit, more, next));
    }

    private static int number(
            HttpServletRequest request, String name, int fallback, int max, List<Detail> details) {
        @Nullable String text = request.getParameter(name);
        if (text == null) {
            return fallback;
        }
        if (text.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        }
        details.add(Detail.of(name, "number", "1", Integer.toString(max)));
        return fallback;
    }

    private static String encode(String id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String decode(String cursor, List<Detail> details) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            details.add(Detail.of("cursor", "cursor"));
            return null;
        }
    }
}
