package no.getdrop.tests.contract;

import java.util.Arrays;
import java.util.List;

/// Who sends a request in the authorisation matrix.
enum Caller {
    /// Without a token.
    NOBODY("nobody"),
    /// Another customer.
    OTHER_USER("otherUser"),
    /// Whom the request is about.
    OWNER("owner"),
    /// Another customer, who is a merchant.
    MERCHANT("merchant"),
    /// Another customer, who is an administrator of Drop.
    ADMIN("admin"),
    /// The owner, with the token of a session that was ended.
    REVOKED_SESSION("revokedSession"),
    /// The owner, with a token whose time is over while its session lives.
    EXPIRED_TOKEN("expiredToken"),
    /// The owner, with the id of an authorised payment session in place of a token.
    PAYMENT_SESSION_TOKEN("paymentSessionToken"),
    /// Another customer, whose login was more than five minutes ago.
    STALE_SESSION("staleSession");

    private final String label;

    Caller(String label) {
        this.label = label;
    }

    /// As the contract calls it.
    String label() {
        return label;
    }

    /// All labels, in order.
    static List<String> labels() {
        return Arrays.stream(values()).map(Caller::label).toList();
    }
}
