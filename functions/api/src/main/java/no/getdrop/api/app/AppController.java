package no.getdrop.api.app;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.RefusedException;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the mobile apps and their platforms ask before anybody logs in: the same for all, and
/// answered without the database.
@RestController
final class AppController {
    private static final CacheControl AN_HOUR =
            CacheControl.maxAge(Duration.ofHours(1)).cachePublic();

    private final AppSettings settings;

    record VersionView(String minimumVersion, String recommendedVersion) {}

    AppController(AppSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/v1/app/version")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.UNCOUNTED)
    ResponseEntity<Data<VersionView>> version() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .body(
                        new Data<>(
                                new VersionView(
                                        settings.minimumVersion().toString(),
                                        settings.recommendedVersion().toString())));
    }

    /// Which paths open in the app (Apple, Supporting Associated Domains).
    @GetMapping("/.well-known/apple-app-site-association")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.UNCOUNTED)
    ResponseEntity<Map<String, Object>> appleAppSiteAssociation() {
        if (settings.appleAppIds().isEmpty()) {
            throw RefusedException.of(ApiError.NOT_FOUND);
        }
        List<Map<String, String>> components =
                settings.linkPaths().stream().map(path -> Map.of("/", path)).toList();
        return associations(
                Map.of(
                        "applinks",
                        Map.of(
                                "details",
                                List.of(
                                        Map.of(
                                                "appIDs",
                                                settings.appleAppIds(),
                                                "components",
                                                components)))));
    }

    /// Which app may open the links of this host (Digital Asset Links).
    @GetMapping("/.well-known/assetlinks.json")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.UNCOUNTED)
    ResponseEntity<List<Object>> assetLinks() {
        AppSettings.AndroidApp app = settings.androidApp();
        if (app == null) {
            throw RefusedException.of(ApiError.NOT_FOUND);
        }
        return associations(
                List.of(
                        Map.of(
                                "relation",
                                List.of("delegate_permission/common.handle_all_urls"),
                                "target",
                                Map.of(
                                        "namespace",
                                        "android_app",
                                        "package_name",
                                        app.packageName(),
                                        "sha256_cert_fingerprints",
                                        app.certificateSha256()))));
    }

    private static <T> ResponseEntity<T> associations(T body) {
        return ResponseEntity.ok()
                .cacheControl(AN_HOUR)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
