package no.getdrop.local;

import no.getdrop.local.providers.CodeDeploy;
import no.getdrop.local.template.FunctionSpec;

import java.net.URI;
import java.util.Map;

/// What the hooks of a deployment ask and tell: the functions of this host in place of new
/// versions, its gateway in place of the public address, and a CodeDeploy.
record DeploymentServices(URI gateway, URI invokeApi, CodeDeploy codeDeploy)
        implements AutoCloseable {
    private static final String VERSION = "arn:aws:lambda:eu-west-1:000000000000:function:%s:1";

    static DeploymentServices open(URI gateway, URI invokeApi) {
        return new DeploymentServices(gateway, invokeApi, CodeDeploy.start());
    }

    /// What a deployment alone would know, for the functions whose template names it.
    Map<String, String> variables(FunctionSpec spec) {
        if (spec.environment().containsKey("API_FUNCTION_VERSION")) {
            return Map.of(
                    "API_FUNCTION_VERSION", VERSION.formatted("ApiFunction"),
                    "HEALTH_FUNCTION_VERSION", VERSION.formatted("HealthFunction"),
                    "AWS_ENDPOINT_URL_LAMBDA", invokeApi.toString(),
                    "AWS_ENDPOINT_URL_CODEDEPLOY", codeDeploy.url().toString());
        }
        return spec.environment().containsKey("PUBLIC_HEALTH_URL")
                ? Map.of(
                        "PUBLIC_HEALTH_URL", gateway.resolve("/v1/health").toString(),
                        "AWS_ENDPOINT_URL_CODEDEPLOY", codeDeploy.url().toString())
                : Map.of();
    }

    @Override
    public void close() {
        codeDeploy.close();
    }
}
