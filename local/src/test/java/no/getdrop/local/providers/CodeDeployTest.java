package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.http.Caller;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

class CodeDeployTest {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Type", "application/x-amz-json-1.1",
                    "X-Amz-Target", "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
                    "Authorization",
                            "AWS4-HMAC-SHA256"
                                    + " Credential=A/20261126/eu-west-1/codedeploy/aws4_request");

    private CodeDeploy codeDeploy;

    @BeforeEach
    void start() throws Exception {
        codeDeploy = CodeDeploy.start();
    }

    @AfterEach
    void stop() {
        codeDeploy.close();
    }

    @Test
    void theFirstAnswerStays() {
        assertThat(codeDeploy.answer("e-1")).isEmpty();
        assertThat(put("d-1", "e-1", "Failed")).contains("e-1");
        assertThat(put("d-1", "e-1", "Succeeded"))
                .contains("LifecycleEventAlreadyCompletedException");
        assertThat(codeDeploy.answer("e-1")).contains("Failed");
        assertThat(put("d-1", "e-2", "Succeeded")).contains("e-2");
        assertThat(codeDeploy.answer("e-2")).contains("Succeeded");
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        assertThat(put("1", "e-1", "Failed")).contains("InvalidDeploymentIdException");
        assertThat(put("d-1", "", "Failed")).contains("InvalidLifecycleEventHookExecutionId");
        assertThat(put("d-1", "e-1", "failed"))
                .contains("InvalidLifecycleEventHookExecutionStatus");
        assertThat(Caller.postJson(codeDeploy.url(), Map.of(), Map.of()).status()).isEqualTo(400);
        assertThat(codeDeploy.answer("e-1")).isEmpty();
    }

    private String put(String deploymentId, String executionId, String status) {
        return Caller.postJson(
                        codeDeploy.url(),
                        HEADERS,
                        Map.of(
                                "deploymentId", deploymentId,
                                "lifecycleEventHookExecutionId", executionId,
                                "status", status))
                .body();
    }
}
