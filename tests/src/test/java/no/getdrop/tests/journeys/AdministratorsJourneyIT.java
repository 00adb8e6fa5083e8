package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

/// How somebody becomes an administrator, and is one no longer: by two others.
@ExtendWith(Suite.class)
final class AdministratorsJourneyIT {
    @Test
    void twoGiveTheRoleAndTwoTakeItAndItCountsAtOnce(Drop drop) {
        Customer first = new Customer(drop.host().url(), "admin").login();
        Customer second = new Customer(drop.host().url(), "admin2").login();
        drop.clearLimits();
        Customer person = drop.newCustomer().login();

        JsonNode proposal = propose(first, person, "admin").expect(201).data();
        String id = proposal.path("id").asText();
        assertThat(proposal.path("status").asText()).isEqualTo("proposed");
        assertThat(proposal.path("person").path("id").asText()).isEqualTo(person.id());
        person.get("/v1/admin/alerts").expect(403, "forbidden");
        decide(first, id, "approve").expect(403, "own_case");
        propose(second, person, "admin").expect(409, "role_change_pending");
        assertThat(second.get("/v1/admin/role-changes?status=proposed").data())
                .extracting(each -> each.path("id").asText())
                .contains(id);

        JsonNode approved = decide(second, id, "approve").expect(200).data();
        assertThat(approved.path("status").asText()).isEqualTo("approved");
        assertThat(approved.path("decision").path("by").asText()).isEqualTo(second.id());
        decide(second, id, "approve").expect(200);
        decide(second, id, "reject").expect(409, "role_change_decided");
        person.get("/v1/admin/alerts").expect(200);

        String taking = propose(second, person, "user").expect(201).data().path("id").asText();
        decide(person, taking, "reject").expect(403, "own_case");
        decide(first, taking, "approve").expect(200);
        person.get("/v1/admin/alerts").expect(403, "forbidden");
        assertThat(first.get("/v1/audit").data())
                .extracting(entry -> entry.path("action").asText())
                .contains("role_change.proposed", "role_change.approved");
        assertThat(person.get("/v1/audit").body()).doesNotContain("role_change");
    }

    @Test
    void aCustomerHasNoBusinessWithIt(Drop drop) {
        Customer admin = new Customer(drop.host().url(), "admin").login();
        Customer customer = drop.newCustomer().login();
        String id = propose(admin, customer, "admin").expect(201).data().path("id").asText();

        customer.get("/v1/admin/role-changes").expect(403, "forbidden");
        propose(customer, customer, "admin").expect(403, "forbidden");
        decide(customer, id, "approve").expect(403, "forbidden");
    }

    @Test
    void whatCannotBeIsToldAndChangesNothing(Drop drop) {
        Customer first = new Customer(drop.host().url(), "admin").login();
        Customer second = new Customer(drop.host().url(), "admin2").login();
        drop.clearLimits();
        Customer person = drop.newCustomer().login();

        propose(first, person, "user").expect(409, "role_change_refused");
        assertThat(propose(first, person, "merchant").expect(400, "validation_error").details())
                .containsExactly("role:value");
        first.post(
                        "/v1/admin/role-changes",
                        "{\"userId\":\"usr_"
                                + "0".repeat(32)
                                + "\",\"role\":\"admin\","
                                + "\"reason\":\"new\"}")
                .expect(404, "user_not_found");
        decide(first, "rch_" + "0".repeat(32), "approve").expect(404, "role_change_not_found");

        String id = propose(first, person, "admin").expect(201).data().path("id").asText();
        drop.update(
                "UPDATE role_changes SET created_at = created_at - INTERVAL '7 days',"
                        + " expires_at = expires_at - INTERVAL '7 days'"
                        + " WHERE user_id = '%s'".formatted(person.uuid()));
        decide(second, id, "approve").expect(409, "role_change_lapsed");
        person.get("/v1/admin/alerts").expect(403, "forbidden");
    }

    /// All others are none for as long as it takes.
    @Test
    void twoAdministratorsRemain(Drop drop) {
        Customer first = new Customer(drop.host().url(), "admin").login();
        Customer second = new Customer(drop.host().url(), "admin2").login();
        List<String> others =
                drop.query(
                        """
                        UPDATE users SET role = 'user'
                        WHERE role = 'admin' AND id NOT IN ('%s', '%s')
                        RETURNING id
                        """
                                .formatted(first.uuid(), second.uuid()));
        try {
            String id = propose(first, first, "user").expect(201).data().path("id").asText();

            decide(second, id, "approve").expect(409, "administrators_needed");
            first.get("/v1/admin/alerts").expect(200);
            decide(second, id, "reject").expect(200);
        } finally {
            others.forEach(
                    id -> drop.update("UPDATE users SET role = 'admin' WHERE id = '" + id + "'"));
        }
    }

    private static Answer propose(Customer by, Customer person, String role) {
        return by.post(
                "/v1/admin/role-changes",
                "{\"userId\":\"%s\",\"role\":\"%s\",\"reason\":\"a reason\"}"
                        .formatted(person.id(), role));
    }

    private static Answer decide(Customer by, String id, String decision) {
        return by.post(
                "/v1/admin/role-changes/" + id + "/decision",
                "{\"decision\":\"" + decision + "\"}");
    }
}
