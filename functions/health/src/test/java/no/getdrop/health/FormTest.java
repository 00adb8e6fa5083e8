package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|DROP",
                "*/*|DROP",
                "application/json|DROP",
                "text/html,application/xhtml+xml,*/*;q=0.8|DROP",
                "application/health+json|DRAFT",
                "Application/Health+JSON|DRAFT",
                "application/health+json, */*|DRAFT",
                "application/json;q=0.9, application/health+json|DRAFT",
                "application/health+json;q=0.5, application/json|DROP",
                "application/health+json;q=0|DROP",
                "application/health+json; q=none|DRAFT",
                "application/health+jsonx|DROP"
            })
    void theDraftsFormIsForWhoPrefersIt(String accept, Form expected) {
        assertThat(Form.of(accept)).isEqualTo(expected);
    }
}
