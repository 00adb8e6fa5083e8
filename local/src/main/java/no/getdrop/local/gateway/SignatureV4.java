package no.getdrop.local.gateway;

import no.getdrop.local.Hmac;
import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.Query;
import no.getdrop.local.lambda.LocalCredentials;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Checks AWS Signature Version 4 against one set of credentials (AWS General Reference, "Signing
/// AWS API requests"): in the `Authorization` header with 5 minutes of skew, or in the address that
/// serves as a token for a database.
public final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    ALGORITHM
                            + " Credential=([^/,]+)/(\\d{8})/([^/,]+)/([^/,]+)/aws4_request,\\s*"
                            + "SignedHeaders=([a-z0-9;-]+),\\s*Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

    private final LocalCredentials credentials;
    private final String service;
    private final InstantSource clock;

    /// For requests to API Gateway.
    public SignatureV4(LocalCredentials credentials, InstantSource clock) {
        this(credentials, "execute-api", clock);
    }

    /// For requests to that service.
    public SignatureV4(LocalCredentials credentials, String service, InstantSource clock) {
        this.credentials = credentials;
        this.service = service;
        this.clock = clock;
    }

    /// Why the request is refused, empty when its signature holds.
    public Optional<String> refusal(HttpRequest request) {
        String authorization = request.header("Authorization").orElse("");
        if (authorization.isEmpty()) {
            return Optional.of("Missing Authentication Token");
        }
        Matcher matcher = AUTHORIZATION.matcher(authorization.strip());
        if (!matcher.matches()) {
            return Optional.of("Authorization header is no AWS Signature Version 4");
        }
        if (!matcher.group(1).equals(credentials.accessKeyId())
                || !matcher.group(4).equals(service)) {
            return Optional.of("The security token included in the request is invalid.");
        }
        String dateTime = request.header("X-Amz-Date").orElse("");
        if (!within(dateTime, SKEW) || !dateTime.startsWith(matcher.group(2))) {
            return Optional.of("Signature expired or X-Amz-Date missing");
        }
        List<String> signed = List.of(matcher.group(5).split(";", -1));
        if (!signed.contains("host")) {
            return Optional.of("'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }
        String scope =
                "%s/%s/%s/aws4_request".formatted(matcher.group(2), matcher.group(3), service);
        byte[] expected = signature(request, signed, dateTime, scope);
        byte[] given = HexFormat.of().parseHex(matcher.group(6));
        return MessageDigest.isEqual(expected, given)
                ? Optional.empty()
                : Optional.of(
                        "The request signature we calculated does not match the signature you"
                                + " provided.");
    }

    /// Why a token for a database connection is refused, empty when it holds: a presigned request
    /// `connect` to that address for that role, not older than 15 minutes (Amazon RDS User Guide,
    /// "IAM database authentication").
    ///
    /// @param address `host:port`
    public Optional<String> refusalOfConnect(String token, String address, String role) {
        int query = token.indexOf("/?");
        if (query < 0 || !token.substring(0, query).equals(address)) {
            return Optional.of("the token is for another address");
        }
        Map<String, List<String>> given = Query.parameters(token.substring(query + 2));
        if (!value(given, "Action").equals("connect") || !value(given, "DBUser").equals(role)) {
            return Optional.of("the token is for another role");
        }
        String scope = value(given, "X-Amz-Credential");
        String dateTime = value(given, "X-Amz-Date");
        if (!scope.matches(
                        Pattern.quote(credentials.accessKeyId())
                                + "/\\d{8}/[^/]+/rds-db/aws4_request")
                || !value(given, "X-Amz-Security-Token").equals(credentials.sessionToken())) {
            return Optional.of("the token is signed with credentials that do not hold");
        }
        if (!value(given, "X-Amz-Expires").equals("900") || !within(dateTime, TOKEN_LIFETIME)) {
            return Optional.of("the token has expired");
        }
        HttpRequest connect =
                new HttpRequest(
                        "GET",
                        "/",
                        token.substring(query + 2).replaceAll("&X-Amz-Signature=[^&]*", ""),
                        List.of(new Header("Host", address)),
                        new byte[0],
                        "");
        byte[] expected =
                signature(
                        connect,
                        List.of("host"),
                        dateTime,
                        scope.substring(scope.indexOf('/') + 1));
        return hex(expected).equals(value(given, "X-Amz-Signature"))
                ? Optional.empty()
                : Optional.of("the token's signature does not hold");
    }

    private static String value(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of("")).getFirst();
    }

    private boolean within(String dateTime, Duration limit) {
        try {
            Instant signedAt = Instant.from(DATE_TIME.parse(dateTime));
            return Duration.between(signedAt, clock.instant()).abs().compareTo(limit) <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private byte[] signature(
            HttpRequest request, List<String> signed, String dateTime, String scope) {
        String canonical =
                String.join(
                        "\n",
                        request.method(),
                        canonicalPath(request.path()),
                        canonicalQuery(request.rawQuery()),
                        canonicalHeaders(request, signed),
                        String.join(";", signed),
                        hex(sha256(request.body())));
        String toSign =
                String.join(
                        "\n",
                        ALGORITHM,
                        dateTime,
                        scope,
                        hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = Hmac.sha256(key, part);
        }
        return Hmac.sha256(key, toSign);
    }

    /// Each segment encoded once more, as every service but S3 has it.
    private static String canonicalPath(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(SignatureV4::encode)
                .collect(Collectors.joining("/"));
    }

    private static String canonicalQuery(String rawQuery) {
        return Query.parameters(rawQuery).entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream()
                                .map(value -> encode(parameter.getKey()) + "=" + encode(value)))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String canonicalHeaders(HttpRequest request, List<String> signed) {
        StringBuilder text = new StringBuilder();
        for (String name : signed) {
            String value =
                    request.headers().stream()
                            .filter(header -> header.name().equalsIgnoreCase(name))
                            .map(Header::value)
                            .map(one -> one.strip().replaceAll(" +", " "))
                            .collect(Collectors.joining(","));
            text.append(name.toLowerCase(Locale.ROOT)).append(':').append(value).append('\n');
        }
        return text.toString();
    }

    /// RFC 3986: everything but letters, digits and `-._~`.
    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
