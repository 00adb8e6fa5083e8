package no.getdrop.runtime.logging;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where errors are reported to, as Sentry writes it: `https://<public key>@<host>/<project>`. It
/// lets its bearer report errors and read nothing, so it is a setting and no secret.
///
/// @param envelopes address that takes envelopes
/// @param publicKey names the project's client
record SentryDsn(URI envelopes, String publicKey) {
    private static final Pattern FORM =
            Pattern.compile("(https?)://([0-9a-zA-Z]{1,64})@([^/@\\s]+)/((?:[\\w.-]+/)*)([0-9]+)");

    SentryDsn {
        Objects.requireNonNull(envelopes, "envelopes");
        Objects.requireNonNull(publicKey, "publicKey");
    }

    /// Reads `SENTRY_DSN`; empty when errors are reported nowhere.
    static Optional<SentryDsn> from(Environment environment) {
        return environment.optional("SENTRY_DSN").map(text -> parse(text, environment));
    }

    private static SentryDsn parse(String text, Environment environment) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw SettingException.hidden("SENTRY_DSN", "https://<public key>@<host>/<project>");
        }
        if (form.group(1).equals("http") && Stage.from(environment) == Stage.PRODUCTION) {
            throw SettingException.refused("SENTRY_DSN", "production speaks https only");
        }
        URI envelopes =
                URI.create(
                        form.group(1)
                                + "://"
                                + form.group(3)
                                + "/"
                                + form.group(4)
                                + "api/"
                                + form.group(5)
                                + "/envelope/");
        return new SentryDsn(envelopes, form.group(2));
    }
}
