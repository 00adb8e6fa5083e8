package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

final class EnvironmentTest {
    private static final String WHERE =
            "; set it in template.yaml under the function's Environment, "
                    + "or in the environment of ./run";

    @Test
    void whatIsUnsetFallsBack() {
        Environment none = Environment.of(Map.of());

        assertThat(none.optional("APP_URL")).isEmpty();
        assertThat(none.text("APP_URL", "here")).isEqualTo("here");
        assertThat(none.integer("DB_POOL_SIZE", 1, 1, 20)).isEqualTo(1);
        assertThat(none.flag("SEED_DEMO", true)).isTrue();
        assertThat(none.flag("SEED_DEMO", false)).isFalse();
        assertThat(none.uri("APP_URL", "https://a.example"))
                .isEqualTo(URI.create("https://a.example"));
        assertThat(none.oneOf("UNIT", TimeUnit.DAYS)).isEqualTo(TimeUnit.DAYS);
    }

    @Test
    void aBlankValueCountsAsUnset() {
        Environment blank = Environment.of(Map.of("A", "", "B", "  "));

        assertThat(blank.optional("A")).isEmpty();
        assertThat(blank.text("B", "fallback")).isEqualTo("fallback");
        assertThatSettingIsRefused(
                () -> blank.required("B", "a word"), "B is not set, expected a word" + WHERE);
    }

    @Test
    void whatIsSetIsReadWithoutSurroundingSpace() {
        Environment set =
                Environment.of(
                        Map.of("N", " 20 ", "F", "TRUE", "U", "https://b.example/x", "E", "Days"));

        assertThat(set.text("N", "")).isEqualTo("20");
        assertThat(set.integer("N", 1, 1, 20)).isEqualTo(20);
        assertThat(set.flag("F", false)).isTrue();
        assertThat(set.uri("U")).isEqualTo(URI.create("https://b.example/x"));
        assertThat(set.oneOf("E", TimeUnit.HOURS)).isEqualTo(TimeUnit.DAYS);
        assertThat(set.requiredOneOf("E", TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
    }

    private enum Path {
        THE_DIRECT_ONE,
        POOLED
    }

    @Test
    void anEnumIsSpelledInLowerCaseWithHyphens() {
        Environment set =
                Environment.of(Map.of("PATH_KIND", "the-direct-one", "BAD", "the_direct"));

        assertThat(set.oneOf("PATH_KIND", Path.POOLED)).isEqualTo(Path.THE_DIRECT_ONE);
        assertThatSettingIsRefused(
                () -> set.oneOf("BAD", Path.POOLED),
                "BAD is 'the_direct', expected one of: the-direct-one, pooled" + WHERE);
        assertThatSettingIsRefused(
                () -> set.requiredOneOf("NONE", Path.class),
                "NONE is not set, expected one of: the-direct-one, pooled" + WHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "21", "-1", "1.5", "two", "0x10", "99999999999"})
    void aNumberOutsideItsRangeIsRefused(String value) {
        Environment wrong = Environment.of(Map.of("DB_POOL_SIZE", value));

        assertThatSettingIsRefused(
                () -> wrong.integer("DB_POOL_SIZE", 1, 1, 20),
                "DB_POOL_SIZE is '" + value + "', expected a whole number from 1 to 20" + WHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "truee"})
    void aFlagIsTrueOrFalseAndNothingElse(String value) {
        Environment wrong = Environment.of(Map.of("BANKID_MOCK", value));

        assertThatSettingIsRefused(
                () -> wrong.flag("BANKID_MOCK", false),
                "BANKID_MOCK is '" + value + "', expected true or false" + WHERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "/v1/health", "https:", "mailto:a@b.example", "http://a b"})
    void anAddressThatIsNotAbsoluteIsRefused(String value) {
        Environment wrong = Environment.of(Map.of("APP_URL", value));
        String message =
                "APP_URL is '"
                        + value
                        + "', expected an absolute address such as https://example.com"
                        + WHERE;

        assertThatSettingIsRefused(() -> wrong.uri("APP_URL"), message);
        assertThatSettingIsRefused(() -> wrong.uri("APP_URL", "https://a.example"), message);
    }

    @Test
    void anAddressThatMustBeThereIsMissed() {
        assertThatSettingIsRefused(
                () -> Environment.of(Map.of()).uri("OPEN_BANKING_URL"),
                "OPEN_BANKING_URL is not set, expected an absolute address such as "
                        + "https://example.com"
                        + WHERE);
    }

    @Test
    void aRefusedCombinationSaysWhy() {
        assertThat(SettingException.refused("SEED_DEMO", "production holds no demo data"))
                .hasMessage("SEED_DEMO is refused: production holds no demo data" + WHERE);
    }

    @Test
    void laterChangesOfTheGivenMapAreNotSeen() {
        Map<String, String> variables = new java.util.HashMap<>(Map.of("A", "1"));
        Environment environment = Environment.of(variables);
        variables.put("A", "2");

        assertThat(environment.text("A", "")).isEqualTo("1");
    }

    @Test
    void theSystemsVariablesAreRead() {
        assertThat(Environment.system().optional("PATH")).isPresent();
    }

    @Test
    void theStageHasNoDefault() {
        assertThatSettingIsRefused(
                () -> Stage.from(Environment.of(Map.of())),
                "DROP_ENVIRONMENT is not set, expected one of: development, staging, production"
                        + WHERE);
        assertThatSettingIsRefused(
                () -> Stage.from(Environment.of(Map.of("DROP_ENVIRONMENT", "prod"))),
                "DROP_ENVIRONMENT is 'prod', expected one of: development, staging, production"
                        + WHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production"})
    void eachStageIsReadByItsName(String name) {
        assertThat(Stage.from(Environment.of(Map.of("DROP_ENVIRONMENT", name))).name())
                .isEqualToIgnoringCase(name);
    }

    private static void assertThatSettingIsRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(SettingException.class).isThrownBy(call).withMessage(message);
    }

    @Test
    void productionRefusesMockProviders() {
        assertThat(stage("staging", "mock")).isEqualTo(Stage.STAGING);
        assertThat(stage("production", "live")).isEqualTo(Stage.PRODUCTION);
        assertThatThrownBy(() -> stage("production", "mock"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("SERVICE_MODE is refused");
    }

    private static Stage stage(String name, String mode) {
        return Stage.from(Environment.of(Map.of("DROP_ENVIRONMENT", name, "SERVICE_MODE", mode)));
    }
}
