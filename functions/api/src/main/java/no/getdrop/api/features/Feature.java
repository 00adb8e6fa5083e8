package no.getdrop.api.features;

/// What a deployment can switch on or off; a route that belongs to one names it with [Gated].
public enum Feature {
    VIRTUAL_CARDS("FF_VIRTUAL_CARDS", false),
    PHYSICAL_CARDS("FF_PHYSICAL_CARDS", false),
    CARD_DETAILS("FF_CARD_DETAILS", false),
    CARD_FREEZE("FF_CARD_FREEZE", false),
    CARD_PIN("FF_CARD_PIN", false),
    SPENDING_LIMITS("FF_SPENDING_LIMITS", false),
    NOTIFICATIONS("FF_NOTIFICATIONS", true),
    MERCHANT_DASHBOARD("FF_MERCHANT_DASHBOARD", true);

    private final String variable;
    private final boolean onByDefault;

    Feature(String variable, boolean onByDefault) {
        this.variable = variable;
        this.onByDefault = onByDefault;
    }

    String variable() {
        return variable;
    }

    boolean isOnByDefault() {
        return onByDefault;
    }
}
