package no.getdrop.local.lambda;

import java.util.Map;

/// What all environments of one function share.
record FunctionParts(
        FunctionConfig config,
        RuntimeClient client,
        IssuedCredentials credentials,
        FunctionLog log,
        RestoreGate gate,
        AnswerHook hook) {
    FunctionParts with(Map<String, String> variables) {
        return new FunctionParts(config.with(variables), client, credentials, log, gate, hook);
    }
}
