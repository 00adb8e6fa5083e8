package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.compliance.AmlRules.Level;
import no.getdrop.compliance.AmlRules.Limit;
import no.getdrop.compliance.AmlRules.PaymentType;
import no.getdrop.compliance.AmlRules.Risk;
import no.getdrop.compliance.AmlRules.Window;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class AmlRulesTest {
    private final AmlRules rules = AmlRules.shipped();

    @Test
    void theShippedRulesAreWholeAndEachHasASource() {
        assertThat(rules.limits()).hasSize(12);
        assertThat(rules.sources().values()).allMatch(source -> source.length() > 20);
        assertThat(rules.corridor("PK")).isPresent();
        assertThat(rules.corridor("RS")).isEmpty();
    }

    @Test
    void aHigherRiskNeverHasWiderLimitsNorALongerWindowNarrowerOnes() {
        for (PaymentType type : PaymentType.values()) {
            for (Level level : Level.values()) {
                for (Risk risk : Risk.values()) {
                    List<Limit> limits = rules.limits(type, level, risk).windows();
                    for (int i = 1; i < limits.size(); i++) {
                        assertWider(limits.get(i - 1), limits.get(i));
                    }
                    if (risk != Risk.LOW) {
                        Risk lower = risk == Risk.HIGH ? Risk.MEDIUM : Risk.LOW;
                        List<Limit> wider = rules.limits(type, level, lower).windows();
                        for (int i = 0; i < limits.size(); i++) {
                            assertWider(limits.get(i), wider.get(i));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aRuleWithoutASourceIsRefused() {
        assertThatThrownBy(() ->
                        new AmlRules(
                                Map.of(),
                                rules.limits(),
                                rules.velocity(),
                                rules.structuring(),
                                rules.newRecipients(),
                                rules.corridors()))
                .hasMessageContaining("aml-rules.json: each rule names a source");
    }

    @Test
    void aCustomerWithoutALimitIsRefused() {
        assertThatThrownBy(() ->
                        new AmlRules(
                                rules.sources(),
                                rules.limits().subList(1, rules.limits().size()),
                                rules.velocity(),
                                rules.structuring(),
                                rules.newRecipients(),
                                rules.corridors()))
                .hasMessageContaining("limits for each type, level and risk");
    }

    @Test
    void aLimitThatRefusesBeforeItHoldsIsRefused() {
        assertThatThrownBy(() -> new Limit(Window.HOURS_24, 100, 99, 1, 1))
                .hasMessageContaining("held before it is refused");
        assertThatThrownBy(() -> new Limit(Window.HOURS_24, 1, 1, 3, 2))
                .hasMessageContaining("held before they are refused");
    }

    private static void assertWider(Limit narrow, Limit wide) {
        assertThat(wide.holdFromNok()).isGreaterThanOrEqualTo(narrow.holdFromNok());
        assertThat(wide.refuseAboveNok()).isGreaterThanOrEqualTo(narrow.refuseAboveNok());
        assertThat(wide.holdFromCount()).isGreaterThanOrEqualTo(narrow.holdFromCount());
        assertThat(wide.refuseAboveCount()).isGreaterThanOrEqualTo(narrow.refuseAboveCount());
    }
}
