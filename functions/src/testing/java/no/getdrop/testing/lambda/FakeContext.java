package no.getdrop.testing.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;

import java.time.Duration;

/// An invocation with a set time to live, counted from its making.
public final class FakeContext implements Context {
    private final long end;

    /// An invocation that may last for `time` from now on.
    public FakeContext(Duration time) {
        this.end = System.nanoTime() + time.toNanos();
    }

    @Override
    public int getRemainingTimeInMillis() {
        return (int) Math.max(0, (end - System.nanoTime()) / 1_000_000);
    }

    @Override
    public String getAwsRequestId() {
        return "invocation-1";
    }

    @Override
    public String getFunctionName() {
        return "function";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public int getMemoryLimitInMB() {
        return 512;
    }

    @Override
    public String getLogGroupName() {
        throw new UnsupportedOperationException("the handler logs through SLF4J");
    }

    @Override
    public String getLogStreamName() {
        throw new UnsupportedOperationException("the handler logs through SLF4J");
    }

    @Override
    public String getInvokedFunctionArn() {
        throw new UnsupportedOperationException("the handler does not know where it runs");
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException("callers are told apart before the function is");
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException("no mobile client calls this function");
    }

    @Override
    public LambdaLogger getLogger() {
        throw new UnsupportedOperationException("the handler logs through SLF4J");
    }
}
