package no.getdrop.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The state of the schema after an action.
///
/// @param schemaVersion the newest version that is applied; null in an empty database
/// @param applied what this action applied, or for a question about the state all that ever was
/// @param pending what this build holds and the database lacks
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(@Nullable String schemaVersion, List<Applied> applied, List<Pending> pending) {
    public Report {
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
    }

    /// One applied migration.
    ///
    /// @param millis how long it took, in milliseconds
    public record Applied(String version, String description, long millis) {}

    /// One migration that is still to be applied.
    ///
    /// @param kind `expand` or `contract`, from the file's header
    /// @param checksum of the file's text, as the history will hold it
    public record Pending(String version, String description, String kind, int checksum) {}
}
