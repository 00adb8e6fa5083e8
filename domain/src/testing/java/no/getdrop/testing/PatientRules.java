package no.getdrop.testing;

import no.getdrop.compliance.AmlRules;

/// The rules as shipped, but under which a customer may pay as often as a test needs.
final class PatientRules {
    private static final int OFTEN = 1_000_000;

    private PatientRules() {}

    static AmlRules rules() {
        AmlRules shipped = AmlRules.shipped();
        return new AmlRules(
                shipped.sources(),
                shipped.limits().stream().map(PatientRules::often).toList(),
                shipped.velocity().stream()
                        .map(rule ->
                                new AmlRules.Velocity(
                                        rule.type(), rule.minutes(), OFTEN, rule.sources()))
                        .toList(),
                shipped.structuring(),
                shipped.newRecipients(),
                shipped.corridors());
    }

    private static AmlRules.Limits often(AmlRules.Limits limits) {
        return new AmlRules.Limits(
                limits.type(),
                limits.level(),
                limits.risk(),
                limits.sources(),
                limits.windows().stream()
                        .map(limit ->
                                new AmlRules.Limit(
                                        limit.window(),
                                        limit.holdFromNok(),
                                        limit.refuseAboveNok(),
                                        OFTEN,
                                        OFTEN))
                        .toList());
    }
}
