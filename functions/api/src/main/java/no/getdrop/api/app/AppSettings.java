package no.getdrop.api.app;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What the api tells of the mobile apps.
///
/// @param minimumVersion older apps must be updated before use
/// @param recommendedVersion older apps are offered an update
/// @param appleAppIds Apple team id and bundle id of each app, `ABCDE12345.no.getdrop.app`
/// @param androidApp the Android app that opens Drop's links; `null` for none
/// @param linkPaths paths that open in the apps, with `*` for the rest
public record AppSettings(
        Version minimumVersion,
        Version recommendedVersion,
        List<String> appleAppIds,
        @Nullable AndroidApp androidApp,
        List<String> linkPaths) {
    private static final String APPLE_FORM = "[A-Z0-9]{10}\\.[A-Za-z0-9.-]{1,155}";
    private static final String PATH_FORM = "/[A-Za-z0-9/_.*-]*";
    private static final String FINGERPRINT_FORM = "([0-9A-F]{2}:){31}[0-9A-F]{2}";

    public AppSettings {
        Objects.requireNonNull(minimumVersion, "minimumVersion");
        Objects.requireNonNull(recommendedVersion, "recommendedVersion");
        appleAppIds = List.copyOf(appleAppIds);
        linkPaths = List.copyOf(linkPaths);
    }

    /// An Android app and the SHA-256 fingerprints of its signing certificates.
    public record AndroidApp(String packageName, List<String> certificateSha256) {
        public AndroidApp {
            Objects.requireNonNull(packageName, "packageName");
            certificateSha256 = List.copyOf(certificateSha256);
        }
    }

    /// Three numbers, compared one after the other (Semantic Versioning 2.0.0 §2).
    public record Version(int major, int minor, int patch) implements Comparable<Version> {
        static Version parse(String variable, String text) {
            if (!text.matches("[0-9]{1,5}\\.[0-9]{1,5}\\.[0-9]{1,5}")) {
                throw SettingException.wrong(variable, "three numbers such as 1.4.0", text);
            }
            String[] parts = text.split("\\.", -1);
            return new Version(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]));
        }

        @Override
        public int compareTo(Version other) {
            int byMajor = Integer.compare(major, other.major);
            int byMinor = Integer.compare(minor, other.minor);
            return byMajor != 0
                    ? byMajor
                    : byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
        }

        @Override
        public String toString() {
            return major + "." + minor + "." + patch;
        }
    }

    /// Reads `APP_VERSION_MINIMUM`, `APP_VERSION_RECOMMENDED`, `APPLE_APP_IDS`,
    /// `ANDROID_APP_PACKAGE`, `ANDROID_CERTIFICATE_FINGERPRINTS` and `APP_LINK_PATHS`.
    public static AppSettings from(Environment environment) {
        String minimum = environment.text("APP_VERSION_MINIMUM", "1.0.0");
        Version minimumVersion = Version.parse("APP_VERSION_MINIMUM", minimum);
        String recommended = environment.text("APP_VERSION_RECOMMENDED", minimum);
        Version recommendedVersion = Version.parse("APP_VERSION_RECOMMENDED", recommended);
        if (recommendedVersion.compareTo(minimumVersion) < 0) {
            throw SettingException.wrong(
                    "APP_VERSION_RECOMMENDED", "APP_VERSION_MINIMUM or newer", recommended);
        }
        return new AppSettings(
                minimumVersion,
                recommendedVersion,
                list(environment, "APPLE_APP_IDS", APPLE_FORM, "ABCDE12345.no.getdrop.app"),
                android(environment).orElse(null),
                environment.optional("APP_LINK_PATHS").isPresent()
                        ? list(environment, "APP_LINK_PATHS", PATH_FORM, "/q/*")
                        : List.of("/q/*"));
    }

    private static Optional<AndroidApp> android(Environment environment) {
        String certificates = "ANDROID_CERTIFICATE_FINGERPRINTS";
        Optional<String> name = environment.optional("ANDROID_APP_PACKAGE");
        List<String> fingerprints =
                list(environment, certificates, FINGERPRINT_FORM, "14:6D:E9:… of 32 bytes");
        if (name.isEmpty() != fingerprints.isEmpty()) {
            throw SettingException.missing(
                    name.isEmpty() ? "ANDROID_APP_PACKAGE" : certificates,
                    "both it and " + (name.isEmpty() ? certificates : "ANDROID_APP_PACKAGE"));
        }
        return name.map(packageName -> new AndroidApp(packageName, fingerprints));
    }

    private static List<String> list(
            Environment environment, String variable, String form, String example) {
        String expected = "a list such as " + example + ", with commas between";
        return environment
                .optional(variable)
                .map(text ->
                        Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .peek(entry -> {
                                    if (!entry.matches(form)) {
                                        throw SettingException.wrong(variable, expected, entry);
                                    }
                                })
                                .toList())
                .orElseGet(List::of);
    }
}
