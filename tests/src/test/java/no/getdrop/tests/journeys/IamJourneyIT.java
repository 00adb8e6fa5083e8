package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `DATABASE_AUTH=iam`: the function signs in with a token of its own making, over TLS with the
/// server's name verified, at a proxy that takes nothing else.
final class IamJourneyIT {
    private static final String API = "ApiFunction";

    @Test
    void credentialsThatExpireDuringASnapshotAreNotUsedAfterIt() throws Exception {
        Path data = Repository.ROOT.resolve("tests/target/iam");
        Suite.delete(data);
        try (LocalHost host =
                LocalHost.builder(Repository.ROOT)
                        .data(data)
                        .only(API)
                        .databaseProxyWithTokens()
                        .secretsManager()
                        .environment(API, Map.of("PRIMING_ROUNDS", "1"))
                        .environmentsAtMost(API, 1)
                        .withoutSchedules()
                        .start()) {
            LambdaFunction api = host.function(API);
            Suite.awaitBankId(host.url());
            Customer customer = new Customer(host.url(), "test-1").login();
            Customer.Prepared order = customer.prepare("300");
            String expired = host.issuedCredentials().current().accessKeyId();

            List<String> since =
                    Snapshots.restored(
                            api,
                            1,
                            () -> {
                                host.databaseProxy().reset();
                                host.issuedCredentials().expire();
                            });

            customer.pay(order, Customer.newKey()).expect(201);
            assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
            assertThat(host.databaseProxy().count().logins()).isEqualTo(1);
            assertThat(String.join("\n", since)).doesNotContain(expired, "X-Amz-Signature");

            // While it runs: the next connection is made with those that hold then.
            host.issuedCredentials().expire();
            host.databaseProxy().cut();
            assertThat(customer.get("/v1/auth/me").status()).isIn(200, 503);
            assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
        }
    }
}
