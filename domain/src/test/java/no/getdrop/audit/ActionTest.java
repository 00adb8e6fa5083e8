package no.getdrop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

final class ActionTest {
    @ParameterizedTest
    @EnumSource(Action.class)
    void aTextNamesAResourceAndWhatWasDoneToIt(Action action) {
        assertThat(action.text()).matches("[a-z_]+\\.[a-z_]+").hasSizeLessThan(60);
    }

    @ParameterizedTest
    @CsvSource({
        "CONSENT_GIVEN,consent",
        "ACCOUNT_LINKED,consent",
        "ACCOUNT_REMOVED,bank_account",
        "AUTH_LOGIN,user",
        "AUTH_SESSION_ENDED,session",
        "KYC_APPROVED,user",
        "PAYMENT_SESSION_AUTHORISED,payment_session",
        "PRIVACY_ERASED,data_access_request",
        "AML_REPORT_SUBMITTED,str_report"
    })
    void anActionKnowsWhatItIsDoneTo(Action action, String resource) {
        assertThat(action.resource()).isEqualTo(resource);
    }

    @Test
    void noTwoActionsShareAText() {
        assertThat(Arrays.stream(Action.values()).map(Action::text)).doesNotHaveDuplicates();
    }
}
