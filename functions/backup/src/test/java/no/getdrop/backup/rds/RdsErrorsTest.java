package no.getdrop.backup.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.CloudException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.rds.model.RdsException;

class RdsErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "DBSnapshotAlreadyExists, EXISTS",
        "DBClusterSnapshotAlreadyExistsFault, EXISTS",
        "DBClusterAlreadyExistsFault, EXISTS",
        "DBInstanceAlreadyExists, EXISTS",
        "DBSnapshotNotFound, NOT_FOUND",
        "DBClusterSnapshotNotFoundFault, NOT_FOUND",
        "DBClusterNotFoundFault, NOT_FOUND",
        "DBInstanceNotFound, NOT_FOUND",
        "ResourceNotFoundFault, NOT_FOUND",
        "InvalidDBInstanceState, STATE",
        "InvalidDBClusterStateFault, STATE",
        "InvalidDBSnapshotState, STATE",
        "InvalidDBClusterSnapshotStateFault, STATE",
        "InvalidResourceStateFault, STATE",
        "SnapshotQuotaExceeded, QUOTA",
        "DBClusterQuotaExceededFault, QUOTA",
        "InstanceQuotaExceeded, QUOTA",
        "StorageQuotaExceeded, QUOTA",
        "InsufficientDBInstanceCapacity, QUOTA",
        "KMSKeyNotAccessibleFault, KEY",
        "AccessDenied, DENIED",
        "AccessDeniedException, DENIED",
        "UnrecognizedClientException, DENIED",
        "Throttling, THROTTLED",
        "ThrottlingException, THROTTLED",
        "RequestLimitExceeded, THROTTLED",
        "InternalFailure, OTHER",
        "InvalidParameterValue, OTHER",
        "'', OTHER"
    })
    void bothFamiliesOfCodesMeanTheSame(String code, Kind kind) {
        assertThat(RdsErrors.kind(code, false)).isEqualTo(kind);
    }

    @Test
    void theWordsOfRdsAreKept() {
        RdsException denied =
                (RdsException)
                        RdsException.builder()
                                .statusCode(403)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .errorCode("AccessDenied")
                                                .errorMessage(
                                                        "not authorized: rds:CreateDBSnapshot")
                                                .build())
                                .build();

        assertThatThrownBy(() ->
                        RdsErrors.translated(() -> {
                            throw denied;
                        }))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.DENIED);
                            assertThat(e.words()).contains("rds:CreateDBSnapshot");
                        });
    }

    @Test
    void noAnswerAtAllIsAnErrorOfItsOwn() {
        assertThatThrownBy(() ->
                        RdsErrors.translated(() -> {
                            throw SdkClientException.create("Unable to execute HTTP request");
                        }))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OTHER));
    }
}
