package no.getdrop.deployment;

import com.sun.net.httpserver.HttpExchange;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 as its documentation has it, worked out anew for a request that came in.
final class Signature {
    static final String KEY_ID = "AKIDEXAMPLE";
    static final String KEY = "wJalrXUtnFEMI";

    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "AWS4-HMAC-SHA256 Credential="
                            + KEY_ID
                            + "/((\\d{8})/([a-z0-9-]+)/([a-z-]+)/aws4_request), "
                            + "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

    private Signature() {}

    /// Whether it holds for that service.
    static boolean holds(HttpExchange exchange, byte[] body, String service)
            throws GeneralSecurityException {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher given = AUTHORIZATION.matcher(header == null ? "" : header);
        if (!given.matches() || !given.group(4).equals(service)) {
            return false;
        }
        String canonical =
                String.join(
                        "\n",
                        exchange.getRequestMethod(),
                        path(exchange.getRequestURI().getRawPath()),
                        "",
                        headers(exchange, given.group(5)),
                        given.group(5),
                        sha256(body));
        String toSign =
                String.join(
                        "\n",
                        "AWS4-HMAC-SHA256",
                        exchange.getRequestHeaders().getFirst("X-Amz-Date"),
                        given.group(1),
                        sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : given.group(1).split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign)).equals(given.group(6));
    }

    /// Every segment encoded once more.
    private static String path(String raw) {
        return Arrays.stream(raw.split("/", -1))
                .map(segment -> segment.replace("%", "%25"))
                .collect(Collectors.joining("/"));
    }

    private static String headers(HttpExchange exchange, String signed) {
        return Arrays.stream(signed.split(";", -1))
                .map(name ->
                        name
                                + ":"
                                + String.join(",", exchange.getRequestHeaders().get(name)).strip()
                                + "\n")
                .collect(Collectors.joining());
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
