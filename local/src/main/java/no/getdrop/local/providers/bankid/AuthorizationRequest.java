package no.getdrop.local.providers.bankid;

import no.getdrop.local.providers.http.Request;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The parameters of an authorisation request, as far as they hold.
sealed interface AuthorizationRequest {
    /// Everything is in order: ask the person.
    record Valid(
            URI redirectUri,
            String state,
            String nonce,
            String challenge,
            String scope,
            boolean stepUp)
            implements AuthorizationRequest {
        /// Where the person goes back to with a code.
        URI success(String code) {
            return URI.create(
                    joined(redirectUri) + "code=" + encode(code) + "&state=" + encode(state));
        }

        /// Where the person goes back to without.
        URI failure(String error, String description) {
            return back(redirectUri, state, error, description);
        }
    }

    /// The client may be told, by way of the person's browser (RFC 6749 §4.1.2.1).
    record Refused(URI location) implements AuthorizationRequest {}

    /// Nobody is to be redirected: the client or its address is not known.
    record Untrusted(String why) implements AuthorizationRequest {}

    /// The national identity number, which is in no other scope.
    String NATIONAL_ID = "nnin_altsub";

    /// What this issuer tells of a person.
    Set<String> SCOPES = Set.of("openid", "profile", "email", "phone", "address", NATIONAL_ID);

    /// Checks the parameters in the order of RFC 6749 §4.1.2.1. One that is not known is passed
    /// over, one that stands there twice is not (§3.1).
    ///
    /// @param registered the client's redirect addresses, compared exactly
    static AuthorizationRequest of(String rawQuery, String clientId, Set<URI> registered) {
        Map<String, String> query = Request.pairs(rawQuery);
        if (!clientId.equals(query.get("client_id"))) {
            return new Untrusted(
                    "client_id is " + query.get("client_id") + ", known is " + clientId);
        }
        String redirect = query.getOrDefault("redirect_uri", "");
        URI redirectUri =
                registered.stream()
                        .filter(known -> known.toString().equals(redirect))
                        .findFirst()
                        .orElse(null);
        if (redirectUri == null) {
            return new Untrusted(
                    "redirect_uri is '" + redirect + "', registered are " + registered);
        }
        String state = query.getOrDefault("state", "");
        String problem =
                Request.repeated(rawQuery)
                        .map(twice -> twice + " stands there twice")
                        .orElseGet(() -> problem(query));
        if (!problem.isEmpty()) {
            String error =
                    problem.startsWith("response_type")
                            ? "unsupported_response_type"
                            : problem.startsWith("scope")
                                    ? "invalid_scope"
                                    : problem.startsWith("prompt")
                                            ? "login_required"
                                            : "invalid_request";
            return new Refused(back(redirectUri, state, error, problem));
        }
        return new Valid(
                redirectUri,
                state,
                query.getOrDefault("nonce", ""),
                query.getOrDefault("code_challenge", ""),
                query.getOrDefault("scope", ""),
                "login".equals(query.get("prompt")) || "0".equals(query.get("max_age")));
    }

    private static String problem(Map<String, String> query) {
        if (!"code".equals(query.get("response_type"))) {
            return "response_type must be code";
        }
        if (!(" " + query.getOrDefault("scope", "") + " ").contains(" openid ")) {
            return "scope must hold openid";
        }
        if (!SCOPES.containsAll(List.of(query.getOrDefault("scope", "").split(" +", -1)))) {
            return "scope must be of " + SCOPES.stream().sorted().toList();
        }
        if (query.getOrDefault("state", "").isBlank()) {
            return "state is missing";
        }
        if (query.getOrDefault("nonce", "").isBlank()) {
            return "nonce is missing";
        }
        if (!"S256".equals(query.get("code_challenge_method"))) {
            return "code_challenge_method must be S256";
        }
        if (!query.getOrDefault("code_challenge", "").matches("[A-Za-z0-9_-]{43}")) {
            return "code_challenge must be 43 characters of base64url";
        }
        return "none".equals(query.get("prompt")) ? "prompt none: nobody is logged in here" : "";
    }

    private static URI back(URI redirectUri, String state, String error, String description) {
        return URI.create(
                joined(redirectUri)
                        + "error="
                        + error
                        + "&error_description="
                        + encode(description)
                        + "&state="
                        + encode(state));
    }

    private static String joined(URI uri) {
        return uri + (uri.getRawQuery() == null ? "?" : "&");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
