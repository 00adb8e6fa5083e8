package no.getdrop.api.http;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The answer of a list.
public record Listing<T>(List<T> data, Pagination pagination) {
    public Listing {
        data = List.copyOf(data);
    }

    /// Where the page stands.
    ///
    /// @param nextCursor names the page that follows; absent on the last one
    public record Pagination(int page, int limit, boolean hasMore, @Nullable String nextCursor) {}
}
