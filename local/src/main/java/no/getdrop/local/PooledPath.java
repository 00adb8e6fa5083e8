package no.getdrop.local;

import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.postgres.DatabaseProxy;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.postgres.ServerCertificate;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// The functions' way to the database: straight, through a proxy, or through one that demands TLS
/// and IAM tokens.
///
/// @param variables for each function that has `DATABASE_URL`
record PooledPath(Map<String, String> variables, @Nullable DatabaseProxy proxy)
        implements AutoCloseable {
    static final String ROLE = "drop_app";

    /// What stands in front of the database.
    enum Kind {
        /// Nothing, or what the builder's address leads to.
        STRAIGHT,
        PROXY,
        PROXY_WITH_TOKENS
    }

    PooledPath {
        variables = Map.copyOf(variables);
    }

    static PooledPath open(
            LocalHostSettings settings, LocalPostgres postgres, IssuedCredentials credentials) {
        String hostName = settings.proxyHostName();
        return switch (settings.pooledPath()) {
            case STRAIGHT ->
                    new PooledPath(
                            Map.of(
                                    "DATABASE_URL",
                                    settings.databaseUrl().apply(postgres),
                                    "DATABASE_AUTH",
                                    "password"),
                            null);
            case PROXY -> {
                DatabaseProxy proxy = DatabaseProxy.inFrontOf(postgres.port());
                String url = postgres.url(ROLE, hostName, proxy.port());
                yield new PooledPath(
                        Map.of(
                                "DATABASE_URL",
                                url,
                                "DATABASE_AUTH",
                                "password",
                                "DATABASE_TLS",
                                "false"),
                        proxy);
            }
            case PROXY_WITH_TOKENS -> {
                ServerCertificate certificate =
                        ServerCertificate.make(hostName, settings.data().resolve("tls"));
                DatabaseProxy proxy =
                        DatabaseProxy.withTokens(
                                certificate, credentials::current, postgres.port());
                yield new PooledPath(
                        Map.of(
                                "DATABASE_URL",
                                postgres.url(ROLE, hostName, proxy.port()),
                                "DATABASE_AUTH",
                                "iam",
                                "DATABASE_TLS",
                                "true",
                                "JDK_JAVA_OPTIONS",
                                certificate.trustFlags()),
                        proxy);
            }
        };
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
    }
}
