package no.getdrop.notifier;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/// What a message leads to.
///
/// @param stage that the messages are of
/// @param runbooks folder that holds `docs/`, with a slash at its end
/// @param dashboard the page with Drop's figures
record NotifierSettings(Stage stage, Optional<URI> runbooks, Optional<URI> dashboard) {
    NotifierSettings {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(runbooks, "runbooks");
        Objects.requireNonNull(dashboard, "dashboard");
    }

    /// Reads `DROP_ENVIRONMENT`, `RUNBOOK_BASE_URL` and `DASHBOARD_URL`.
    ///
    /// @throws SettingException when one is wrong
    static NotifierSettings from(Environment environment) {
        return new NotifierSettings(
                Stage.from(environment),
                address(environment, "RUNBOOK_BASE_URL")
                        .map(url -> url.toString().endsWith("/") ? url : URI.create(url + "/")),
                address(environment, "DASHBOARD_URL"));
    }

    private static Optional<URI> address(Environment environment, String name) {
        return environment.optional(name).map(_ -> environment.uri(name));
    }
}
