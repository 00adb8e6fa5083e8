package no.getdrop.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.template.Route;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RouteTableTest {
    private final RouteTable routes =
            new RouteTable(
                    List.of(
                            new Route("ANY", "/{proxy+}", "Rest", false),
                            new Route("ANY", "/v1/{proxy+}", "Version1", false),
                            new Route("GET", "/v1/health", "Health", false),
                            new Route("GET", "/v1/users/{id}", "User", false),
                            new Route("GET", "/v1/users/me", "Me", false),
                            new Route("POST", "/v1/users/me", "ChangeMe", false)));

    @Test
    void theMostSpecificPathWins() {
        assertThat(function("GET", "/v1/health")).isEqualTo("Health");
        assertThat(function("GET", "/v1/users/me")).isEqualTo("Me");
        assertThat(function("POST", "/v1/users/me")).isEqualTo("ChangeMe");
        assertThat(function("GET", "/v1/users/7")).isEqualTo("User");
        assertThat(function("GET", "/v1/rates")).isEqualTo("Version1");
        assertThat(function("GET", "/docs")).isEqualTo("Rest");
    }

    @Test
    void aGreedyPathTakesWhatNoOtherCovers() {
        assertThat(function("GET", "/v1/health/deeper")).isEqualTo("Version1");
        assertThat(function("GET", "/v1")).isEqualTo("Rest");
        assertThat(function("DELETE", "/v1/users/7/accounts/8")).isEqualTo("Version1");
    }

    @Test
    void aMethodThatAResourceLacksIsNotFoundThere() {
        assertThat(routes.find("POST", "/v1/health")).isEmpty();
        assertThat(routes.find("DELETE", "/v1/users/me")).isEmpty();
    }

    @Test
    void theRootIsNotCoveredByAGreedyPath() {
        assertThat(routes.find("GET", "/")).isEmpty();
    }

    @Test
    void pathParametersAreDecoded() {
        assertThat(routes.find("GET", "/v1/users/a%20b%2Bc").orElseThrow().parameters())
                .isEqualTo(Map.of("id", "a b+c"));
        assertThat(routes.find("GET", "/v1/a/b").orElseThrow().parameters())
                .isEqualTo(Map.of("proxy", "a/b"));
    }

    @Test
    void twoFunctionsOnOneRouteAreRefused() {
        List<Route> twice =
                List.of(new Route("GET", "/a", "One", false), new Route("GET", "/a", "Two", false));
        assertThatThrownBy(() -> new RouteTable(twice)).hasMessageContaining("both One and Two");
    }

    private String function(String method, String path) {
        return routes.find(method, path).orElseThrow().route().function();
    }
}
