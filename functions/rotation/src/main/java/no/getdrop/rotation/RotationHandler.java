package no.getdrop.rotation;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.runtime.Environment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/// The rotation function, invoked by Secrets Manager with
/// `{"SecretId":…,"ClientRequestToken":…,"Step":…}` for each [Step] of a rotation.
///
/// Which key a secret is for is told by its own fields. A step that is refused is an error of the
/// function, so that Secrets Manager tries again and tells; nothing was changed then.
public final class RotationHandler implements RequestStreamHandler {
    private static final Logger log = LoggerFactory.getLogger(RotationHandler.class);

    private final RotationSettings settings;
    private final InstantSource clock;

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is wrong
    public RotationHandler() {
        this(Environment.system(), InstantSource.system());
    }

    RotationHandler(Environment environment, InstantSource clock) {
        this.settings = RotationSettings.from(environment);
        this.clock = clock;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", context.getAwsRequestId())) {
            handle(RotationEvent.read(input.readAllBytes()));
        }
    }

    void handle(RotationEvent event) {
        try (RotatedSecret secret = RotatedSecret.open(event.secretId())) {
            switch (new Rotation(secret, event.token(), settings, clock).run(event.step())) {
                case Outcome.Done(String what) ->
                        log.atInfo()
                                .addKeyValue("arn", event.secretId())
                                .addKeyValue("step", event.step().word())
                                .log(what);
                case Outcome.Refused(Refusal refusal) ->
                        throw new RotationRefusedException(event, refusal);
            }
        }
    }
}
