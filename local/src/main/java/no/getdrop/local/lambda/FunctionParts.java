package no.getdrop.local.lambda;

/// What all environments of one function share.
record FunctionParts(
        FunctionConfig config,
        RuntimeClient client,
        IssuedCredentials credentials,
        FunctionLog log,
        RestoreGate gate,
        AnswerHook hook) {}
