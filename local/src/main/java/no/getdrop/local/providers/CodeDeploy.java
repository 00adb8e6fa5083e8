package no.getdrop.local.providers;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// CodeDeploy as far as a hook speaks to it: it takes one answer to each question, by the JSON 1.1
/// protocol. The operation for switches is `answer`. Signatures are not checked.
public final class CodeDeploy extends Provider {
    private static final String TARGET = "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus";
    private static final Set<String> STATUSES = Set.of("Succeeded", "Failed");

    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private CodeDeploy(ProviderServer server) {
        super(server);
        server.on("answer", "POST", "/", this::answer);
    }

    /// Starts it.
    public static CodeDeploy start() {
        return new CodeDeploy(ProviderServer.start("CodeDeploy"));
    }

    /// What a hook answered to that question, `Succeeded` or `Failed`; empty while it waits.
    ///
    /// @param executionId `LifecycleEventHookExecutionId`
    public Optional<String> answer(String executionId) {
        return Optional.ofNullable(answers.get(executionId));
    }

    private Answer answer(Request request) {
        if (!request.header("X-Amz-Target").filter(TARGET::equals).isPresent()
                || !request.header("Content-Type")
                        .filter("application/x-amz-json-1.1"::equals)
                        .isPresent()
                || !request.header("Authorization")
                        .filter(value -> value.contains("/codedeploy/aws4_request"))
                        .isPresent()) {
            return error("UnknownOperationException");
        }
        JsonNode body = request.json();
        String executionId = body.path("lifecycleEventHookExecutionId").asText();
        String status = body.path("status").asText();
        if (!body.path("deploymentId").asText().startsWith("d-")) {
            return error("InvalidDeploymentIdException");
        }
        if (executionId.isEmpty()) {
            return error("InvalidLifecycleEventHookExecutionIdException");
        }
        if (!STATUSES.contains(status)) {
            return error("InvalidLifecycleEventHookExecutionStatusException");
        }
        if (answers.putIfAbsent(executionId, status) != null) {
            return error("LifecycleEventAlreadyCompletedException");
        }
        return Answer.json(200, Map.of("lifecycleEventHookExecutionId", executionId))
                .with("Content-Type", "application/x-amz-json-1.1");
    }

    private static Answer error(String type) {
        return Answer.json(400, Map.of("__type", type, "message", "refused"))
                .with("Content-Type", "application/x-amz-json-1.1");
    }
}
