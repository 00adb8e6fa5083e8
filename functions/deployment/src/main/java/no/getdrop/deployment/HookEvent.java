package no.getdrop.deployment;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.io.IOException;

/// What CodeDeploy sends to a hook: the deployment, and the question that it waits to have
/// answered.
///
/// @param deploymentId `d-…`
/// @param executionId `LifecycleEventHookExecutionId`
record HookEvent(String deploymentId, String executionId) {
    HookEvent {
        if (deploymentId.isBlank() || executionId.isBlank()) {
            throw new IllegalArgumentException(
                    "not an event of CodeDeploy: expected DeploymentId and"
                            + " LifecycleEventHookExecutionId");
        }
    }

    /// Reads the event.
    ///
    /// @throws IllegalArgumentException when it is none of CodeDeploy's; there is nobody to answer
    static HookEvent read(byte[] json) throws IOException {
        JsonNode event = Json.mapper().readTree(json);
        return new HookEvent(
                event.path("DeploymentId").asText(""),
                event.path("LifecycleEventHookExecutionId").asText(""));
    }
}
