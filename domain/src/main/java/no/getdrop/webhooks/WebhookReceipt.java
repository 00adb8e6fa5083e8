package no.getdrop.webhooks;

/// What a provider's message is, as far as its signature and its form tell.
public sealed interface WebhookReceipt {
    /// It is the provider's and can be kept.
    record Genuine(WebhookEvent event) implements WebhookReceipt {}

    /// It is not signed as it must be, or too old to be believed.
    record NotSigned() implements WebhookReceipt {}

    /// It is the provider's, and lacks what every message has.
    record Unreadable() implements WebhookReceipt {}

    /// Drop has no key to verify it by.
    record NoKey() implements WebhookReceipt {}
}
