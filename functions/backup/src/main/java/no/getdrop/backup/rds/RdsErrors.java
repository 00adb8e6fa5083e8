package no.getdrop.backup.rds;

import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.CloudException.Kind;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

import java.util.function.Supplier;

/// Tells what an error of RDS means. Clusters and instances name the same thing differently
/// (`DBSnapshotAlreadyExists`, `DBClusterSnapshotAlreadyExistsFault`), so it goes by what the codes
/// have in common.
final class RdsErrors {
    private RdsErrors() {}

    /// Runs a call; its error becomes a [CloudException].
    static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            String code =
                    e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                            ? ""
                            : e.awsErrorDetails().errorCode();
            String words =
                    e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorMessage();
            throw new CloudException(kind(code, e.isThrottlingException()), code + words, e);
        } catch (SdkException e) {
            throw new CloudException(Kind.OTHER, String.valueOf(e.getMessage()), e);
        }
    }

    /// The kind of an error code.
    static Kind kind(String code, boolean throttling) {
        if (throttling || code.startsWith("Throttling") || code.equals("RequestLimitExceeded")) {
            return Kind.THROTTLED;
        }
        String name = code.endsWith("Fault") ? code.substring(0, code.length() - 5) : code;
        if (name.startsWith("KMSKey") || name.startsWith("KMS.")) {
            return Kind.KEY;
        }
        if (name.endsWith("AlreadyExists")) {
            return Kind.EXISTS;
        }
        if (name.endsWith("NotFound")) {
            return Kind.NOT_FOUND;
        }
        if (name.startsWith("Invalid") && name.endsWith("State")) {
            return Kind.STATE;
        }
        if (name.contains("QuotaExceeded") || name.startsWith("Insufficient")) {
            return Kind.QUOTA;
        }
        return switch (name) {
            case "AccessDenied",
                    "AccessDeniedException",
                    "NotAuthorized",
                    "UnauthorizedOperation",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId" ->
                    Kind.DENIED;
            default -> Kind.OTHER;
        };
    }
}
