package no.getdrop.deployment;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

/// Where AWS is reached.
///
/// @param region of the functions
/// @param lambda address of its Invoke API
/// @param codeDeploy address of CodeDeploy
record AwsSettings(String region, URI lambda, URI codeDeploy) {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost");

    AwsSettings {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(lambda, "lambda");
        Objects.requireNonNull(codeDeploy, "codeDeploy");
    }

    /// Reads `AWS_REGION`, and `AWS_ENDPOINT_URL_LAMBDA` and `AWS_ENDPOINT_URL_CODEDEPLOY`, which
    /// as for the SDK's clients stand in for the region's own addresses; over plain HTTP only on
    /// this machine.
    static AwsSettings from(Environment environment) {
        String region = environment.required("AWS_REGION", "a region such as eu-west-1");
        String suffix = PartitionMetadata.of(Region.of(region)).dnsSuffix();
        return new AwsSettings(
                region,
                address(
                        environment,
                        "AWS_ENDPOINT_URL_LAMBDA",
                        "https://lambda." + region + "." + suffix),
                address(
                        environment,
                        "AWS_ENDPOINT_URL_CODEDEPLOY",
                        "https://codedeploy." + region + "." + suffix));
    }

    private static URI address(Environment environment, String name, String fallback) {
        URI address = environment.uri(name, fallback);
        if (!address.getScheme().equals("https") && !THIS_MACHINE.contains(address.getHost())) {
            throw SettingException.wrong(name, "an https address", address.toString());
        }
        return address;
    }
}
