package no.getdrop.deployment;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.runtime.Build;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/// The hook before traffic moves: CodeDeploy sends traffic to the new versions only if they answer
/// as they must.
///
/// What it needs is read in each run: a setting that is missing is an answer to CodeDeploy too.
public final class BeforeTrafficHandler implements RequestStreamHandler {
    private final Environment environment;
    private final Secrets secrets;
    private final Lambda lambda;
    private final Hook hook;

    /// A handler with the settings of this process.
    public BeforeTrafficHandler() {
        this(Environment.system());
    }

    BeforeTrafficHandler(Environment environment) {
        AwsSettings aws = AwsSettings.from(environment);
        SignedCalls calls = new SignedCalls(aws.region());
        this.environment = environment;
        this.secrets = Secrets.from(environment, InstantSource.system());
        this.lambda = new Lambda(calls, aws.lambda());
        this.hook = new Hook("before-traffic", new CodeDeploy(calls, aws.codeDeploy()));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        hook.handle(input, output, context, this::check);
    }

    private void check(Findings findings, Deadline deadline) throws InterruptedException {
        BeforeTrafficSettings settings = BeforeTrafficSettings.from(environment);
        Secret operatorKey = secrets.get("OPERATOR_KEY", "32 characters or more");
        new NewVersions(settings, Build.read(), lambda).check(operatorKey, findings, deadline);
    }
}
