package no.getdrop.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `GET /docs` and `/status` in a browser that reaches this machine alone: the one shows the
/// contract, and what is sent from it is a real request with a real answer; the other what runs.
@ExtendWith(Suite.class)
final class DocsBrowserIT {
    private static final String TRY = "document.querySelector('#operations-%s')";

    @Test
    void thePageShowsTheContractAndSendsRequests(Drop drop) {
        Customer customer = drop.newCustomer().login();
        drop.clearLimits();
        try (Chromium browser = Chromium.start()) {
            browser.open(drop.host().url().resolve("/docs"));
            browser.await("document.querySelectorAll('.opblock').length > 30");
            assertThat(
                            browser.evaluate("document.querySelector('.info .title').textContent")
                                    .asText())
                    .startsWith("Drop");
            browser.screenshot(Repository.ROOT.resolve("tests/target/docs/operations.png"));

            send(browser, "rates-listRates");
            browser.await(answer("rates-listRates", "RSD"));

            authorise(browser, customer.accessToken());
            send(browser, "identity-getMe");
            browser.await(answer("identity-getMe", customer.id()));
            browser.evaluate(TRY.formatted("identity-getMe") + ".scrollIntoView()");
            browser.screenshot(Repository.ROOT.resolve("tests/target/docs/answer.png"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void theStatusPageShowsWhatWorks(Drop drop) {
        Customer customer = drop.newCustomer().login();
        drop.clearLimits();
        customer.pay(customer.prepare("200"), Customer.newKey());
        try (Chromium browser = Chromium.start()) {
            browser.open(drop.host().url().resolve("/status"));
            browser.await("document.querySelectorAll('#checks tr').length > 5");
            browser.await("document.querySelector('#newest').textContent.includes('remittance')");
            browser.await("document.querySelector('#functions').textContent.includes('ready')");
            browser.screenshot(Repository.ROOT.resolve("tests/target/docs/status.png"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void authorise(Chromium browser, String token) {
        browser.evaluate("document.querySelector('.auth-wrapper .authorize').click()");
        String input = "document.querySelector('#auth-bearer-value')";
        browser.await(input);
        // As typed: the page's framework listens for the event, not for the value.
        browser.evaluate(
                """
                (() => {
                  const input = %s;
                  const type = HTMLInputElement.prototype;
                  Object.getOwnPropertyDescriptor(type, 'value').set.call(input, '%s');
                  input.dispatchEvent(new Event('input', {bubbles: true}));
                  input.closest('.auth-container').querySelector('button.authorize').click();
                  document.querySelector('.dialog-ux .close-modal').click();
                })()
                """
                        .formatted(input, token));
    }

    private static void send(Chromium browser, String operation) {
        String block = TRY.formatted(operation);
        browser.await(block);
        browser.evaluate(block + ".querySelector('.opblock-summary-control').click()");
        browser.await(block + ".querySelector('.execute')");
        browser.evaluate(block + ".querySelector('.execute').click()");
    }

    private static String answer(String operation, String text) {
        return TRY.formatted(operation)
                + ".querySelector('.live-responses-table')?.textContent.includes('"
                + text
                + "')";
    }
}
