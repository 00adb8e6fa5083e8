package no.getdrop.api.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.RefusedException;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

final class DocsControllerTest {
    private final Map<String, String> headers = new HashMap<>();

    /// Takes headers and nothing else.
    private final HttpServletResponse response =
            (HttpServletResponse)
                    Proxy.newProxyInstance(
                            DocsControllerTest.class.getClassLoader(),
                            new Class<?>[] {HttpServletResponse.class},
                            (proxy, method, arguments) -> {
                                assertThat(method.getName()).isEqualTo("setHeader");
                                headers.put((String) arguments[0], (String) arguments[1]);
                                return null;
                            });

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging"})
    void thePageAndItsFilesAreThereOutsideProduction(String environment) {
        DocsController controller = in(environment);
        assertThat(text(controller.page(response).getBody()))
                .contains("docs/swagger-ui-bundle.js", "docs/swagger-ui.css", "docs/start.js");
        assertThat(headers.get("Content-Security-Policy"))
                .contains("script-src 'self';")
                .doesNotContain("http");
        assertThat(text(controller.file("start.js", response).getBody())).contains("SwaggerUI");
        assertThat(text(controller.file("swagger-ui-bundle.js", response).getBody()))
                .contains("SwaggerUIBundle");
        refusedAsUnknown(() -> controller.file("index.html", response));
    }

    @Test
    void inProductionThereIsTheContractButNoPage() throws Exception {
        DocsController controller = in("production");
        refusedAsUnknown(() -> controller.page(response));
        refusedAsUnknown(() -> controller.file("start.js", response));
        refusedAsUnknown(() -> controller.file("swagger-ui.css", response));
        JsonNode contract = Json.mapper().readTree(text(controller.contract(response).getBody()));
        assertThat(contract.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(contract.path("paths").path("/v1/recipients").path("post").isObject()).isTrue();
        assertThat(contract.findValues("x-authorisation")).isEmpty();
    }

    private static DocsController in(String environment) {
        return new DocsController(Environment.of(Map.of("DROP_ENVIRONMENT", environment)));
    }

    private static void refusedAsUnknown(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error()).isEqualTo(ApiError.NOT_FOUND));
    }

    private static String text(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), StandardCharsets.UTF_8);
    }
}
