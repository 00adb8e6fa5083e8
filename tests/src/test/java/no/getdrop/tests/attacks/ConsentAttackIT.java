package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.Map;

/// Somebody who wants to read another person's accounts and to pay from them: asks for a consent
/// and sends the address of the bank's page to the victim, who approves there.
@ExtendWith(Suite.class)
final class ConsentAttackIT {
    private static final String CALLBACK = "/v1/accounts/consent/callback?";

    @Test
    void linksNothingByTheVictimsReturnToDrop(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        URI back = approve(page(attacker), drop.newCustomer());

        Answer handedOn = Http.get(back);

        assertThat(handedOn.status()).isEqualTo(302);
        assertThat(handedOn.location().toString()).startsWith("drop://accounts/callback?state=");
        assertThat(attacker.get("/v1/accounts").data()).isEmpty();
    }

    @Test
    void linksNothingWhenTheVictimsAppGoesOn(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        URI back = approve(page(attacker), victim);

        Answer refused = victim.get(CALLBACK + Http.get(back).location().getRawQuery());

        refused.expect(400, "invalid_state");
        assertThat(attacker.get("/v1/accounts").data()).isEmpty();
        assertThat(victim.get("/v1/accounts").data()).isEmpty();
    }

    /// What only the victim's browser was told is what the attacker would need.
    @Test
    void learnsNoStateFromTheAddressThatItSends(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        URI page = page(attacker);
        URI back = approve(page, drop.newCustomer());
        String state = back.getRawQuery().replaceFirst(".*state=", "");

        assertThat(page.toString()).doesNotContain(state);
        for (String guess : new String[] {"", "state=", page.getRawQuery(), "state=" + page}) {
            assertThat(attacker.get(CALLBACK + guess).status()).isEqualTo(400);
        }
        assertThat(attacker.get("/v1/accounts").data()).isEmpty();
    }

    @Test
    void takesAnotherCustomersStateIntoItsOwnSession(Drop drop) {
        Customer victim = drop.newCustomer().login();
        Customer attacker = drop.newCustomer().login();
        URI back = approve(page(victim), victim);

        assertThat(attacker.get(CALLBACK + back.getRawQuery()).error()).isEqualTo("invalid_state");

        assertThat(attacker.get("/v1/accounts").data()).isEmpty();
        assertThat(victim.linkApproved(back)).as("nothing was used up").startsWith("acc_");
    }

    @Test
    void comesWithATokenThatIsNoneOrOver(Drop drop) {
        Customer customer = drop.newCustomer().login();
        URI back = approve(page(customer), customer);
        String path = CALLBACK + back.getRawQuery();
        assertThat(customer.send("GET", path, Map.of("Authorization", "Bearer x"), null).status())
                .isEqualTo(401);
        customer.post("/v1/auth/logout", "{}");
        assertThat(customer.get(path).status()).isEqualTo(401);
    }

    private static URI page(Customer asker) {
        Answer link = asker.post("/v1/accounts/link", "{\"bankId\":\"dnb\"}").expect(201);
        return URI.create(link.data().path("redirectUrl").asText());
    }

    private static URI approve(URI page, Customer person) {
        return Http.form(page, "decision=approve&person=" + person.person()).location();
    }
}
