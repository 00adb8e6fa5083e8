package no.getdrop.deployment;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// The hook after all traffic has moved: CodeDeploy rolls back unless Drop is well, from outside,
/// for a minute.
public final class AfterTrafficHandler implements RequestStreamHandler {
    private final Environment environment;
    private final PublicHealth health;
    private final Hook hook;

    /// A handler with the settings of this process.
    public AfterTrafficHandler() {
        this(Environment.system(), PublicHealth.INTERVAL);
    }

    AfterTrafficHandler(Environment environment, Duration interval) {
        AwsSettings aws = AwsSettings.from(environment);
        SignedCalls calls = new SignedCalls(aws.region());
        this.environment = environment;
        this.health =
                new PublicHealth(
                        OutboundHttp.unresting("public health", Duration.ofSeconds(2)), interval);
        this.hook = new Hook("after-traffic", new CodeDeploy(calls, aws.codeDeploy()));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        hook.handle(
                input,
                output,
                context,
                (findings, _) -> health.check(AfterTrafficSettings.from(environment), findings));
    }
}
