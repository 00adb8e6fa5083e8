package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

import java.util.Map;
import java.util.stream.Stream;

final class IamTokenTest {
    private static final DatabaseSettings SETTINGS =
            DatabaseSettings.from(
                    Environment.of(
                            Map.of(
                                    "DATABASE_URL",
                                    "postgresql://drop_app@drop.proxy-x.eu-west-1.rds.amazonaws.com"
                                            + "/drop",
                                    "DATABASE_AUTH",
                                    "iam")));

    static Stream<AwsCredentials> credentials() {
        return Stream.of(
                AwsBasicCredentials.create(
                        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                AwsSessionCredentials.create("ASIDEXAMPLE", "secret", "session+token/with=signs"));
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void isTheOneThatTheSdksRdsClientMakesSignatureIncluded(AwsCredentials credentials) {
        String theirs;
        String ours;
        String theirsAgain;
        // The time in it is in whole seconds: repeated until all three fell into one.
        do {
            theirs = ofSdk(credentials);
            ours = IamToken.sign(SETTINGS, credentials, "eu-west-1");
            theirsAgain = ofSdk(credentials);
        } while (!theirs.equals(theirsAgain));

        // Only the order of the parameters differs, which no signature depends on.
        assertThat(parts(ours)).containsExactlyInAnyOrder(parts(theirs)).hasSizeGreaterThan(8);
    }

    @Test
    void servesFifteenMinutesForOneRoleAtOneAddress() {
        String token =
                IamToken.sign(SETTINGS, credentials().findFirst().orElseThrow(), "eu-west-1");

        assertThat(token)
                .startsWith("drop.proxy-x.eu-west-1.rds.amazonaws.com:5432/?")
                .contains("DBUser=drop_app", "Action=connect", "X-Amz-Expires=900")
                .contains("eu-west-1%2Frds-db%2Faws4_request")
                .doesNotContain("wJalrXUtnFEMI");
    }

    private static String[] parts(String token) {
        return token.split("[?&]", -1);
    }

    private static String ofSdk(AwsCredentials credentials) {
        return RdsUtilities.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build()
                .generateAuthenticationToken(token ->
                        token.hostname(SETTINGS.host())
                                .port(SETTINGS.port())
                                .username(SETTINGS.user()));
    }
}
