package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.payments.PaymentId;
import no.getdrop.runtime.Environment;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

/// What a person asks the worker for.
class WorkerActionsIT extends WithBank {
    @Test
    void whatIsSetAsideIsToldAndPutBackByHand() {
        PaymentId id = world.payment(customer, 200_00);
        execute("UPDATE bank_accounts SET iban_encrypted = '\\x0102'");

        JsonNode answer = invoke("{\"job\":\"outbox\"}", Map.of("WORKER_MAX_ATTEMPTS", "1"));
        assertThat(answer.at("/done/outbox/setAside").asInt()).isEqualTo(1);

        String one = "{\"job\":\"replay\",\"kind\":\"outbox\",\"id\":\"" + id + "\"}";
        assertThat(invoke(one).at("/done/replay/replayed").asInt()).isEqualTo(1);
        assertThat(invoke(one).at("/done/replay/replayed").asInt()).isZero();
        assertThat(
                        invoke("{\"job\":\"replay\",\"kind\":\"webhook\"}")
                                .at("/done/replay/replayed")
                                .asInt())
                .isZero();
        assertThat(number("SELECT count(*) FROM audit_log WHERE action = 'transaction.replayed'"))
                .isEqualTo(1);
        assertThatThrownBy(() -> invoke("{\"job\":\"replay\",\"kind\":\"outbox\",\"id\":\"7\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id is '7', expected txn_…");
    }

    @Test
    void theChainIsVerifiedByHandAndTheBrokenBlockNamed() {
        world.payment(customer, 200_00);
        invoke("{\"job\":\"chain\"}");
        world.payment(customer, 300_00);
        invoke("{\"job\":\"chain\"}");
        String verify = "{\"job\":\"chain\",\"verify\":true}";
        assertThat(invoke(verify).path("done").toString())
                .isEqualTo("{\"chain\":{\"verified\":2}}");

        execute("UPDATE audit_log SET result = 'denied' WHERE action = 'transaction.created'");

        assertThat(invoke(verify).at("/done/chain/broken").asInt()).isEqualTo(1);
    }

    private JsonNode invoke(String payload) {
        return invoke(payload, Map.of());
    }

    private JsonNode invoke(String payload, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(World.variables(bank.url()));
        variables.put("DATABASE_URL", DATABASE.url());
        variables.putAll(more);
        return Invocation.of(new WorkerHandler(Environment.of(variables), clock), payload, 60_000);
    }

    private static void execute(String statement) {
        DATABASE.owner().useHandle(handle -> handle.execute(statement));
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
