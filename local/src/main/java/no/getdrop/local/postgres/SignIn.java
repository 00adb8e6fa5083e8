package no.getdrop.local.postgres;

import no.getdrop.local.gateway.SignatureV4;
import no.getdrop.local.lambda.LocalCredentials;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Whom a proxy lets in, as RDS Proxy does: over TLS alone, by a token of IAM.
///
/// @param credentials those that a token must be signed with, asked for at each login
record SignIn(ServerCertificate certificate, Supplier<LocalCredentials> credentials) {
    /// Why the role is refused, empty when it is let in. The text is RDS Proxy's (Amazon RDS User
    /// Guide, "Troubleshooting for RDS Proxy").
    ///
    /// @param port at which the client believes to speak to the certificate's host
    Optional<String> refusal(String role, String token, int port) {
        return new SignatureV4(credentials.get(), InstantSource.system())
                .refusalOfConnect(token, certificate.hostName() + ":" + port, role)
                .map(reason ->
                        ("The IAM authentication failed for the role %s. Check the IAM token for"
                                        + " this role and try again. (%s)")
                                .formatted(role, reason));
    }
}
