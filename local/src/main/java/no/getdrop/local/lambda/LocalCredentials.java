package no.getdrop.local.lambda;

/// The AWS credentials that hold on this machine only: functions get them, and IAM-signed routes
/// are checked against them.
public record LocalCredentials(String accessKeyId, String secretAccessKey, String sessionToken) {
    public LocalCredentials {
        if (accessKeyId.isBlank() || secretAccessKey.isBlank() || sessionToken.isBlank()) {
            throw new IllegalArgumentException("credentials must not be blank");
        }
    }

    @Override
    public String toString() {
        return "LocalCredentials[" + accessKeyId + "]";
    }
}
