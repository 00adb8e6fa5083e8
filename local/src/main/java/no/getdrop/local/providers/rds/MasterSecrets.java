package no.getdrop.local.providers.rds;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.util.Map;
import java.util.Optional;

/// AWS Secrets Manager as far as the passwords go that RDS keeps: `GetSecretValue`. Any password
/// opens a database of this machine.
public final class MasterSecrets extends Provider {
    private final Rds rds;

    private MasterSecrets(ProviderServer server, Rds rds) {
        super(server);
        this.rds = rds;
        server.on("GetSecretValue", "POST", "/", this::value);
    }

    /// Starts it for the databases of an RDS.
    ///
    /// @param journal where its calls are written down, as service `Secrets Manager`
    public static MasterSecrets start(Rds rds, CallJournal journal) {
        return new MasterSecrets(ProviderServer.start("Secrets Manager", journal), rds);
    }

    private Answer value(Request request) {
        String arn = request.json().path("SecretId").asText();
        Optional<String> role = rds.roleIn(arn);
        if (role.isEmpty()) {
            return Answer.json(
                    400,
                    Map.of(
                            "__type",
                            "ResourceNotFoundException",
                            "message",
                            "Secrets Manager can't find the specified secret."));
        }
        String text = Json.text(Map.of("username", role.get(), "password", "any"));
        return Answer.json(200, Map.of("ARN", arn, "Name", arn, "SecretString", text));
    }
}
