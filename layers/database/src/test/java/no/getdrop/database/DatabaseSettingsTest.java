package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import no.getdrop.database.DatabaseSettings.Authentication;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class DatabaseSettingsTest {
    private static final String FORM = "postgresql://user[:password]@host:port/database";

    @Test
    void hasDefaultsForAllButTheAddress() {
        assertThat(from(Map.of("DATABASE_URL", "postgresql://drop_app@proxy.example/drop")))
                .isEqualTo(
                        new DatabaseSettings(
                                "proxy.example",
                                5432,
                                "drop",
                                "drop_app",
                                Optional.empty(),
                                Authentication.PASSWORD,
                                true,
                                1,
                                2_000,
                                2_500,
                                6_000,
                                "drop"));
    }

    /// So that a database that is away is told by an answer, not by the function being ended.
    @ParameterizedTest
    @ValueSource(strings = {"ApiFunction", "WorkerFunction"})
    void theTimeLimitsTogetherAreBelowTheFunctionsOwn(String function) throws IOException {
        DatabaseSettings settings =
                from(Map.of("DATABASE_URL", "postgresql://drop_app@proxy.example/drop"));
        String template =
                Files.readString(Path.of(System.getProperty("drop.root"), "template.yaml"));
        Matcher timeout =
                Pattern.compile(
                                "\n  " + function + ":\n.*?\n      Timeout: (\\d+)\n",
                                Pattern.DOTALL)
                        .matcher(template);
        assertThat(timeout.find()).isTrue();
        assertThat(template).as("the defaults are what is deployed").doesNotContain("DB_");
        assertThat(settings.connectTimeoutMs()).isLessThan(settings.borrowTimeoutMs());
        assertThat(settings.borrowTimeoutMs() + settings.statementTimeoutMs())
                .isLessThan(Integer.parseInt(timeout.group(1)) * 1_000);
    }

    @Test
    void mapsEveryVariable() {
        assertThat(
                        from(
                                Map.of(
                                        "DATABASE_URL", "postgresql://a:b@proxy.example:6432/c",
                                        "DATABASE_AUTH", "iam",
                                        "DATABASE_TLS", "false",
                                        "DB_POOL_SIZE", "5",
                                        "DB_CONNECT_TIMEOUT_MS", "3000",
                                        "DB_BORROW_TIMEOUT_MS", "4000",
                                        "DB_STATEMENT_TIMEOUT_MS", "7000",
                                        "AWS_LAMBDA_FUNCTION_NAME", "drop-api")))
                .isEqualTo(
                        new DatabaseSettings(
                                "proxy.example",
                                6432,
                                "c",
                                "a",
                                Optional.of(new Secret("b")),
                                Authentication.IAM,
                                false,
                                5,
                                3_000,
                                4_000,
                                7_000,
                                "drop-api"));
    }

    @Test
    void theDirectPathIsAnAddressOfItsOwn() {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DATABASE_URL", "postgresql://drop_app@proxy.example/drop",
                                "DIRECT_URL", "postgresql://owner@cluster.example:5433/drop"));

        DatabaseSettings direct = DatabaseSettings.direct(environment);

        assertThat(direct.host()).isEqualTo("cluster.example");
        assertThat(direct.port()).isEqualTo(5433);
        assertThat(direct.user()).isEqualTo("owner");
    }

    @Test
    void aMissingAddressIsNamedWithItsForm() {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> DatabaseSettings.from(Environment.of(Map.of())))
                .withMessageStartingWith("DATABASE_URL is not set, expected " + FORM);
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> DatabaseSettings.direct(Environment.of(Map.of())))
                .withMessageStartingWith("DIRECT_URL is not set, expected " + FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "mysql://a:hunter2@host/drop",
                "postgresql://a:hunter2@host",
                "postgresql://a:hunter2@host/",
                "postgresql://host/drop?password=hunter2",
                "postgresql://:hunter2@host/drop",
                "postgresql://a:hunter2@/drop",
                "postgresql://a:hunter2@host:99999/drop",
                "postgresql://a:hunter2@host:0/drop",
                "postgresql://a:hunter2 @host/drop",
                "postgresql://a:hunter2%@host/drop",
                "postgresql://a:hunter2%zz@host/drop"
            })
    void anAddressOfAnotherFormIsRefusedWithoutShowingIt(String url) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> from(Map.of("DATABASE_URL", url)))
                .withMessageStartingWith("DATABASE_URL does not fit")
                .withMessageContaining(FORM)
                .withMessageContaining("set it in template.yaml")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hunter2"));
    }

    @Test
    void thePasswordIsInNoText() {
        DatabaseSettings settings =
                from(Map.of("DATABASE_URL", "postgresql://a:hunter2@proxy.example/drop"));

        assertThat(settings.toString()).contains("proxy.example").doesNotContain("hunter2");
        assertThat(settings.jdbcUrl()).doesNotContain("hunter2");
        assertThat(settings.password()).map(Secret::reveal).contains("hunter2");
    }

    @Test
    void whatIsPercentEncodedIsDecoded() {
        DatabaseSettings settings =
                from(
                        Map.of(
                                "DATABASE_URL",
                                "jdbc:postgresql://a%40b:p%3A%2F+%25@localhost/d%3Fx%26y"));

        assertThat(settings.user()).isEqualTo("a@b");
        assertThat(settings.password()).map(Secret::reveal).contains("p:/+%");
        assertThat(settings.name()).isEqualTo("d?x&y");
        assertThat(settings.jdbcUrl())
                .startsWith(
                        "jdbc:postgresql://localhost:5432/d%3Fx%26y?assumeMinServerVersion=16&");
    }

    @Test
    void anEmptyPasswordCountsAsNone() {
        assertThat(from(Map.of("DATABASE_URL", "postgresql://a:@localhost/drop")).password())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, false",
        "127.0.0.1, false",
        "127.8.8.8, false",
        "[::1], false",
        "localhost.example, true",
        "10.0.0.1, true",
        "proxy.example, true"
    })
    void tlsIsDemandedOfEveryHostButThisMachine(String host, boolean tls) {
        DatabaseSettings settings =
                from(Map.of("DATABASE_URL", "postgresql://a@" + host + ":5432/drop"));

        assertThat(settings.tls()).isEqualTo(tls);
        assertThat(settings.jdbcUrl())
                .contains("&logServerErrorDetail=false&")
                .contains(tls ? "&sslmode=verify-full&sslfactory=" : "&sslmode=disable");
    }

    @ParameterizedTest
    @CsvSource({"proxy.example, false", "localhost,"})
    void productionSpeaksTlsOnly(String host, String tls) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DROP_ENVIRONMENT", "production");
        variables.put("DATABASE_URL", "postgresql://a@" + host + "/drop");
        if (tls != null) {
            variables.put("DATABASE_TLS", tls);
        }

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> DatabaseSettings.from(Environment.of(variables)))
                .withMessageStartingWith("DATABASE_TLS is refused: production speaks TLS only");
        variables.put("DATABASE_TLS", "true");
        assertThat(DatabaseSettings.from(Environment.of(variables)).tls()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "DB_POOL_SIZE, 0, a whole number from 1 to 20",
        "DB_POOL_SIZE, 21, a whole number from 1 to 20",
        "DB_CONNECT_TIMEOUT_MS, 999, a whole number from 1000 to 10000",
        "DB_BORROW_TIMEOUT_MS, 249, a whole number from 250 to 10000",
        "DB_STATEMENT_TIMEOUT_MS, 900001, a whole number from 1000 to 900000",
        "DATABASE_AUTH, kerberos, 'one of: password, iam'",
        "DATABASE_TLS, maybe, true or false"
    })
    void aWrongValueIsNamed(String name, String value, String expected) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() ->
                        from(Map.of("DATABASE_URL", "postgresql://a@localhost/drop", name, value)))
                .withMessageStartingWith(name + " is '" + value + "', expected " + expected);
    }

    @Test
    void theDriverIsToldTheTimeLimitsInWholeSecondsRoundedUp() {
        DatabaseSettings settings =
                from(
                        Map.of(
                                "DATABASE_URL", "postgresql://a@localhost/drop",
                                "DB_CONNECT_TIMEOUT_MS", "1001",
                                "DB_STATEMENT_TIMEOUT_MS", "3000"));

        assertThat(settings.jdbcUrl())
                .contains("&connectTimeout=2&", "&loginTimeout=2&", "&socketTimeout=3&");
    }

    private static DatabaseSettings from(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("DROP_ENVIRONMENT", "development");
        return DatabaseSettings.from(Environment.of(all));
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
