package no.getdrop.local;

import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.rdsdata.RdsDataApi;
import no.getdrop.local.secrets.SecretsManager;

import java.util.HashMap;
import java.util.Map;

/// The ways to the database that lead past the proxy: the direct endpoint, and the RDS Data API.
///
/// @param variables for functions whose template names them
record DirectPath(Map<String, String> variables, RdsDataApi dataApi) implements AutoCloseable {
    private static final String DIRECT_URL = "DIRECT_URL";
    private static final String ROLE = "postgres";

    /// Any opens a database of this machine.
    private static final String PASSWORD = "any";

    private static final String CLUSTER_ARN = "arn:aws:rds:eu-west-1:000000000000:cluster:drop";
    private static final String SECRET_ARN =
            "arn:aws:secretsmanager:eu-west-1:000000000000:secret:drop-database";

    DirectPath {
        variables = Map.copyOf(variables);
    }

    /// @param passwordInSecret whether functions read the owner's password from the secret, as
    ///   deployed; otherwise it is in the address, since there is no secrets manager
    static DirectPath open(LocalPostgres postgres, boolean passwordInSecret) {
        RdsDataApi api = RdsDataApi.start();
        api.addCluster(CLUSTER_ARN, postgres::port);
        api.addSecret(SECRET_ARN, ROLE);
        String login = passwordInSecret ? ROLE : ROLE + ":" + PASSWORD;
        return new DirectPath(
                Map.of(
                        DIRECT_URL,
                        postgres.url(login),
                        "DATABASE_CLUSTER_ARN",
                        CLUSTER_ARN,
                        "DATABASE_SECRET_ARN",
                        SECRET_ARN),
                api);
    }

    /// Puts the secret with the owner's password there, in the form of RDS.
    void keepPasswordIn(SecretsManager manager) {
        manager.addAt(SECRET_ARN, Map.of("username", ROLE, "password", PASSWORD));
    }

    /// What the template, which is of a cluster, does not name: how the SDK finds the Data API, and
    /// the address of a plain instance for a function that `wanted` says works on one.
    Map<String, String> further(Map<String, String> wanted) {
        Map<String, String> further = new HashMap<>();
        further.put("AWS_ENDPOINT_URL_RDS_DATA", dataApi.url().toString());
        if ("instance".equals(wanted.get("DATABASE_KIND"))) {
            further.put(DIRECT_URL, variables.get(DIRECT_URL));
        }
        return further;
    }

    @Override
    public void close() {
        dataApi.close();
    }
}
