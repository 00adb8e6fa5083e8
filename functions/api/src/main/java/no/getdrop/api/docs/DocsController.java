package no.getdrop.api.docs;

import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.RefusedException;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Stage;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The contract of this API, and outside production a page to read it and to try it.
///
/// The page is Swagger UI from its WebJar (Apache-2.0), served from here, so that it works offline.
@RestController
final class DocsController {
    private static final String OWN = "/no/getdrop/api/docs/";
    private static final String VIEWER = "/META-INF/resources/webjars/swagger-ui/";
    private static final String VIEWER_VERSION =
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /// The viewer sets styles on elements and holds pictures in its style sheet.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'";

    private static final MediaType HTML = utf8("html");
    private static final Map<String, MediaType> OWN_FILES = Map.of("start.js", utf8("javascript"));
    private static final Map<String, MediaType> VIEWER_FILES =
            Map.of(
                    "swagger-ui.css", utf8("css"),
                    "swagger-ui-bundle.js", utf8("javascript"),
                    "swagger-ui-bundle.js.LICENSE.txt", utf8("plain"));

    private final boolean hasPage;

    DocsController(Environment environment) {
        this.hasPage = Stage.from(environment) != Stage.PRODUCTION;
    }

    @GetMapping("/v1/openapi.json")
    @Access(Access.Who.ANYONE)
    ResponseEntity<byte[]> contract(HttpServletResponse response) {
        return shared(response, MediaType.APPLICATION_JSON, OWN + "openapi.json");
    }

    @GetMapping("/docs")
    @Access(Access.Who.ANYONE)
    ResponseEntity<byte[]> page(HttpServletResponse response) {
        return part(response, HTML, OWN + "index.html");
    }

    @GetMapping("/docs/{file}")
    @Access(Access.Who.ANYONE)
    ResponseEntity<byte[]> file(@PathVariable String file, HttpServletResponse response) {
        if (OWN_FILES.containsKey(file)) {
            return part(response, OWN_FILES.get(file), OWN + file);
        }
        return Optional.ofNullable(VIEWER_FILES.get(file))
                .map(type -> part(response, type, VIEWER + viewerVersion() + '/' + file))
                .orElseThrow(() -> RefusedException.of(ApiError.NOT_FOUND));
    }

    private ResponseEntity<byte[]> part(
            HttpServletResponse response, MediaType type, String resource) {
        if (!hasPage) {
            throw RefusedException.of(ApiError.NOT_FOUND);
        }
        response.setHeader("Content-Security-Policy", POLICY);
        return shared(response, type, resource);
    }

    /// Nothing personal: a browser may keep it, and asks whether it is still good.
    private static ResponseEntity<byte[]> shared(
            HttpServletResponse response, MediaType type, String resource) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        return ResponseEntity.ok().contentType(type).body(bytes(resource));
    }

    private static String viewerVersion() {
        Properties properties = new Properties();
        try (InputStream input = new ClassPathResource(VIEWER_VERSION).getInputStream()) {
            properties.load(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] bytes(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MediaType utf8(String subtype) {
        return new MediaType("text", subtype, StandardCharsets.UTF_8);
    }
}
