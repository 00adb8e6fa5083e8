package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite.Drop;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/// What one request needs to be right for the owner: each `x-fixture` of the contract is a line
/// here.
///
/// A value is made when it is first asked for, and the same for the rest of the scene; another
/// scene has others.
final class Scene {
    private static final String AMOUNT = "2000";
    private static final String QR_AMOUNT = "129.50";

    private static final Map<String, Function<Scene, String>> LINES =
            Map.ofEntries(
                    // shared
                    Map.entry("currency", scene -> "RSD"),
                    Map.entry("user", scene -> scene.owner().id()),
                    // identity
                    Map.entry("loginState", scene -> required(scene.loginReturn(), "state")),
                    Map.entry(
                            "loginAuthorizationCode",
                            scene -> required(scene.loginReturn(), "code")),
                    Map.entry("loginCode", Scene::loginCode),
                    Map.entry("refreshToken", Scene::refreshToken),
                    Map.entry("session", Scene::session),
                    // accounts
                    Map.entry("account", Scene::account),
                    Map.entry("removableAccount", scene -> scene.owner().linkAccount()),
                    Map.entry("consentState", Scene::consentState),
                    // recipients
                    Map.entry("recipient", scene -> scene.cast.recipientId()),
                    Map.entry("ownRecipient", scene -> scene.owner().addRecipient()),
                    // payments
                    Map.entry("quote", Scene::quote),
                    Map.entry("paymentSession", Scene::paymentSession),
                    Map.entry("payment", scene -> scene.cast.paymentId(scene::payment)),
                    Map.entry("disputablePayment", Scene::payment),
                    Map.entry(
                            "paymentSessionState",
                            scene -> required(scene.paymentReturn(), "state")),
                    Map.entry(
                            "paymentSessionAuthorizationCode",
                            scene -> required(scene.paymentReturn(), "code")),
                    // merchants
                    Map.entry("orgNumber", scene -> Shop.newNumber()),
                    Map.entry("merchant", scene -> scene.cast.shop().id()),
                    Map.entry("qrCode", scene -> scene.cast.shop().code()),
                    Map.entry("paymentRequest", scene -> scene.created("requestPayment")),
                    Map.entry("qrPaymentSession", Scene::qrPaymentSession),
                    Map.entry("cancellablePayment", Scene::cancellablePayment),
                    // customer
                    Map.entry("consent", scene -> scene.created("giveConsent")),
                    Map.entry("notification", Scene::notification),
                    Map.entry("card", scene -> "crd_" + "0".repeat(32)),
                    // rights
                    Map.entry("complaint", scene -> scene.created("complain")),
                    Map.entry("refundableComplaint", scene -> scene.created("disputePayment")),
                    Map.entry("withdrawal", Scene::withdrawal),
                    Map.entry("export", scene -> scene.created("requestExport")),
                    // compliance
                    Map.entry("alert", Scene::alert),
                    Map.entry("report", Scene::report),
                    Map.entry("futureAdministrator", scene -> scene.person("user")),
                    Map.entry("roleChange", Scene::roleChange));

    private final Drop drop;
    private final Cast cast;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Map<String, String>> returns = new HashMap<>();

    Scene(Drop drop, Cast cast) {
        this.drop = drop;
        this.cast = cast;
    }

    /// Every name that has a line.
    static Set<String> names() {
        return new TreeSet<>(LINES.keySet());
    }

    /// The value of that name.
    String value(String name) {
        String known = values.get(name);
        if (known != null) {
            return known;
        }
        Function<Scene, String> line = LINES.get(name);
        if (line == null) {
            throw new AssertionError("the contract names the fixture " + name + ": add its line");
        }
        drop.clearLimits();
        String value = line.apply(this);
        values.put(name, value);
        return value;
    }

    private Customer owner() {
        return cast.owner();
    }

    private Map<String, String> loginReturn() {
        return returns.computeIfAbsent(
                "login",
                name -> {
                    Answer start = owner().get("/v1/auth/bankid?platform=mobile");
                    return atBankId(start.data());
                });
    }

    private String loginCode() {
        Map<String, String> back = loginReturn();
        Answer callback =
                owner().get(
                                "/v1/auth/bankid/callback?state=%s&code=%s"
                                        .formatted(back.get("state"), back.get("code")));
        return required(query(callback.location()), "code");
    }

    /// Of another device: a login with the owner's own token would end the owner's session.
    private String refreshToken() {
        Answer tokens =
                owner().onAnotherDevice()
                        .post("/v1/auth/token", "{\"code\":\"%s\"}".formatted(loginCode()));
        return tokens.data().path("refreshToken").asText();
    }

    /// The owner's, on another device.
    private String session() {
        Customer elsewhere = owner().onAnotherDevice().login();
        for (JsonNode session : elsewhere.get("/v1/auth/sessions").data()) {
            if (session.path("isCurrent").asBoolean()) {
                return session.path("id").asText();
            }
        }
        throw new AssertionError("a session does not see itself");
    }

    private String account() {
        JsonNode accounts = owner().get("/v1/accounts").data();
        return accounts.isEmpty() ? owner().linkAccount() : accounts.path(0).path("id").asText();
    }

    private JsonNode link() {
        Answer link = owner().post("/v1/accounts/link", "{\"bankId\":\"dnb\"}").expect(201);
        return link.data();
    }

    private String consentState() {
        URI page = URI.create(link().path("redirectUrl").asText());
        Answer back = Http.form(page, "decision=approve&person=" + owner().person());
        return required(query(back.location()), "state");
    }

    private String quote() {
        return owner().quote(value("recipient"), AMOUNT).path("quoteId").asText();
    }

    private JsonNode openSession() {
        return owner().openSession(value("quote"), value("account"));
    }

    /// The owner pays more often than anybody may: what was paid before has long been paid.
    private void forgetPayments() {
        drop.update(
                """
                UPDATE transactions SET created_at = created_at - INTERVAL '31 days'
                WHERE user_id = '%s' AND created_at > now() - INTERVAL '31 days'
                """
                        .formatted(owner().uuid()));
    }

    private String paymentSession() {
        forgetPayments();
        JsonNode session = openSession();
        Answer back = owner().authenticate(session, owner().person());
        assertThat(back.location().toString()).contains("status=authorised");
        return session.path("id").asText();
    }

    private String qrPaymentSession() {
        return Shop.authorised(owner(), value("account"), value("qrCode"), QR_AMOUNT);
    }

    /// One that the bank certainly does not have: it refused the token, and gave no other.
    private String cancellablePayment() {
        value("paymentSession");
        drop.host().providers().bank().fail(Switch.on("payments").answering(401));
        drop.host().providers().bank().fail(Switch.on("token").answering(403));
        return payment();
    }

    private Map<String, String> paymentReturn() {
        return returns.computeIfAbsent("payment", name -> atBankId(openSession()));
    }

    private String payment() {
        Customer.Prepared order =
                new Customer.Prepared(
                        value("recipient"),
                        value("account"),
                        value("quote"),
                        value("paymentSession"),
                        AMOUNT);
        drop.clearLimits();
        Answer paid = owner().pay(order, Customer.newKey()).expect(201);
        return paid.data().path("id").asText();
    }

    /// The id of what an operation creates for who may use it.
    private String created(String operationId) {
        Operation operation = Contract.DROP.operation(operationId);
        Request request = Request.right(operation, this);
        Answer answer = request.send(drop, cast.headers(operation.actor())).expect(201);
        return answer.data().path("id").asText();
    }

    /// Written as the worker would, who does not run here.
    private String notification() {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                INSERT INTO notifications (id, user_id, kind, title, body)
                VALUES ('%s', '%s', 'information', 'Title', 'Body')
                """
                        .formatted(id, owner().uuid()));
        return "ntf_" + id.replace("-", "");
    }

    /// In place of the one that the owner may have at work.
    private String withdrawal() {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                UPDATE withdrawal_requests
                SET status = 'rejected', answer = 'No.', completed_at = now()
                WHERE user_id = '%2$s' AND completed_at IS NULL;
                INSERT INTO withdrawal_requests (id, user_id) VALUES ('%1$s', '%2$s')
                """
                        .formatted(id, owner().uuid()));
        return "wdr_" + id.replace("-", "");
    }

    /// About the owner, and about no payment.
    private String alert() {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                INSERT INTO aml_alerts (id, user_id, rule, severity)
                VALUES ('%s', '%s', 'manual', 'low')
                """
                        .formatted(id, owner().uuid()));
        return "alr_" + id.replace("-", "");
    }

    private String report() {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                INSERT INTO str_reports (id, alert_id, user_id, narrative, created_by)
                SELECT '%s', '%s', '%s', 'Narrative', min(id::text)::uuid
                FROM users WHERE role = 'admin'
                """
                        .formatted(id, value("alert").substring("alr_".length()), owner().uuid()));
        return "str_" + id.replace("-", "");
    }

    /// Proposed by an administrator who is none of the cast.
    private String roleChange() {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                INSERT INTO role_changes (id, user_id, role, reason, proposed_by)
                VALUES ('%s', '%s', 'admin', 'Reason', '%s')
                """
                        .formatted(
                                id,
                                value("futureAdministrator").substring("usr_".length()),
                                person("admin").substring("usr_".length())));
        return "rch_" + id.replace("-", "");
    }

    /// Somebody whom nobody else knows, in that role.
    private String person(String role) {
        String id = UUID.randomUUID().toString();
        drop.update(
                """
                INSERT INTO users (id, first_name, last_name, kyc_status, kyc_method, role)
                VALUES ('%s', 'Ada', 'Ny', 'approved', 'bankid', '%s')
                """
                        .formatted(id, role));
        return "usr_" + id.replace("-", "");
    }

    private Map<String, String> atBankId(JsonNode data) {
        URI page = URI.create(data.path("redirectUrl").asText());
        return query(Http.form(page, "person=" + owner().person()).location());
    }

    private static String required(Map<String, String> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private static Map<String, String> query(URI address) {
        Map<String, String> values = new HashMap<>();
        for (String pair : address.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return values;
    }
}
