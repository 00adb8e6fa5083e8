package no.getdrop.database;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import java.time.InstantSource;
import java.util.Optional;

/// The password of the role in `DIRECT_URL`, asked for at each connect.
///
/// It is the one in the address, else field `password` of the secret that `DATABASE_SECRET_ARN`
/// names, which RDS keeps and rotates for the owner of an Aurora cluster. Without such a secret it
/// is `DIRECT_PASSWORD`, else `DATABASE_PASSWORD`.
public final class OwnerPassword {
    private static final String FIELD = "password";

    private final Secrets secrets;
    private final Optional<Secrets> kept;

    /// @param secrets those of the function
    /// @param environment with `DATABASE_SECRET_ARN`, where RDS keeps the password
    public OwnerPassword(Secrets secrets, Environment environment, InstantSource clock) {
        this.secrets = secrets;
        this.kept = Secrets.named("DATABASE_SECRET_ARN", environment, clock);
    }

    /// The password for these settings as it is now; empty when none is known.
    ///
    /// @throws no.getdrop.runtime.SettingException when the secret of RDS has no password
    public String of(DatabaseSettings settings) {
        return settings.password().or(this::stored).map(Secret::reveal).orElse("");
    }

    /// Makes the next use read again: after a refused login.
    public void forget() {
        kept.orElse(secrets).forget();
    }

    private Optional<Secret> stored() {
        return kept.map(owner ->
                        owner.get(FIELD, "in the secret of DATABASE_SECRET_ARN a password"))
                .or(() -> secrets.find("DIRECT_PASSWORD"))
                .or(() -> secrets.find("DATABASE_PASSWORD"));
    }
}
