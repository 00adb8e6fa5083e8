package no.getdrop.local.postgres;

import no.getdrop.local.gateway.SignatureV4;
import no.getdrop.local.lambda.LocalCredentials;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Who a proxy lets in, as RDS Proxy does: over TLS alone, by a cleartext password.
///
/// The texts of the refusals are those of RDS Proxy (Amazon RDS User Guide, "Troubleshooting for
/// RDS Proxy").
interface SignIn {
    /// Why the role is refused, empty when it is let in.
    ///
    /// @param address `host:port` that the client believes to speak to
    Optional<String> refusal(String role, String password, String address);

    /// By the passwords of these roles as they are at that moment.
    static SignIn passwords(Supplier<Map<String, String>> passwords) {
        return (role, password, address) -> {
            @Nullable String known = passwords.get().get(role);
            if (known == null) {
                return Optional.of(
                        ("This RDS proxy has no credentials for the role %s."
                                        + " Check the credentials for this role and try again.")
                                .formatted(role));
            }
            return known.equals(password)
                    ? Optional.empty()
                    : Optional.of(
                            "The password that was provided for the role %s is wrong."
                                    .formatted(role));
        };
    }

    /// By a token signed with the credentials that hold at that moment.
    static SignIn tokens(Supplier<LocalCredentials> credentials, InstantSource clock) {
        return (role, token, address) ->
                new SignatureV4(credentials.get(), clock)
                        .refusalOfConnect(token, address, role)
                        .map(reason ->
                                ("The IAM authentication failed for the role %s. Check the IAM"
                                                + " token for this role and try again. (%s)")
                                        .formatted(role, reason));
    }
}
