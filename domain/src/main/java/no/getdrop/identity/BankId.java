package no.getdrop.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.WebAddress;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/// Norwegian BankID over OpenID Connect: authorisation code with PKCE, state and nonce.
public final class BankId {
    private static final Logger log = LoggerFactory.getLogger(BankId.class);

    /// An authentication older than the request for it, by more than the clocks may differ, is not
    /// the fresh one that was asked for.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private final BankIdSettings settings;
    private final Secrets secrets;
    private final InstantSource clock;
    private final BankIdHttp http;
    private @Nullable Provider provider;

    private record Provider(
            OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant readAt) {
        private static final Duration LIFETIME = Duration.ofHours(1);

        boolean isFresh(Instant now) {
            return now.isBefore(readAt.plus(LIFETIME));
        }
    }

    /// What BankID answered to a code.
    public sealed interface Answer {
        /// It vouches for a person.
        record Person(BankIdPerson person) implements Answer {}

        /// It refused the code, or its ID token is not what was asked for.
        record Refused(String reason) implements Answer {}

        /// It could not be reached.
        record Unavailable() implements Answer {}
    }

    /// The trip to BankID that a code belongs to.
    ///
    /// @param callback where the trip was to end, exactly
    /// @param startedAt an authentication before it is not fresh
    public record Trip(URI callback, String nonce, String codeVerifier, Instant startedAt) {}

    /// BankID as registered.
    public BankId(BankIdSettings settings, Secrets secrets, InstantSource clock) {
        this(settings, secrets, clock, new BankIdHttp(Duration.ofMillis(settings.timeoutMs())));
    }

    BankId(BankIdSettings settings, Secrets secrets, InstantSource clock, BankIdHttp http) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
        this.http = http;
        RestoreHooks.beforeSnapshot("bankid", this::forget);
    }

    /// Whether BankID's addresses are known; asks for them when they are not.
    public boolean isReady() {
        try {
            provider();
            return true;
        } catch (IOException | GeneralException e) {
            log.atWarn().setCause(e).log("BankID cannot be reached");
            return false;
        }
    }

    /// Where the browser goes for a login; empty when BankID cannot be reached.
    public Optional<URI> loginPage(String state, String nonce, String codeVerifier) {
        return page(request -> {}, settings.loginCallback(), state, nonce, codeVerifier);
    }

    /// Where the browser goes to authorise one payment: BankID asks again, whoever is logged in.
    public Optional<URI> paymentPage(
            String state, String nonce, String codeVerifier, String message) {
        return page(
                request ->
                        request.prompt(new Prompt(Prompt.Type.LOGIN))
                                .maxAge(0)
                                .customParameter("binding_message", message),
                settings.paymentCallback(),
                state,
                nonce,
                codeVerifier);
    }

    /// Where a login ends.
    public URI loginCallback() {
        return settings.loginCallback();
    }

    /// Where the authorisation of a payment ends.
    public URI paymentCallback() {
        return settings.paymentCallback();
    }

    /// Exchanges a code for the person; every check of OpenID Connect Core §3.1.3.7, and that the
    /// level of assurance and the time of authentication are what Drop demands.
    public Answer person(String code, Trip trip) {
        if (code.isBlank()) {
            return refused("code is empty");
        }
        try {
            Provider current = provider();
            TokenResponse response = OIDCTokenResponseParser.parse(exchange(current, code, trip));
            if (!response.indicatesSuccess()) {
                return refused(
                        "token endpoint: " + response.toErrorResponse().getErrorObject().getCode());
            }
            OIDCTokenResponse tokens = (OIDCTokenResponse) response.toSuccessResponse();
            JWT idToken = tokens.getOIDCTokens().getIDToken();
            if (idToken == null) {
                return refused("token endpoint: no ID token");
            }
            IDTokenValidator validator =
                    new IDTokenValidator(
                            new Issuer(settings.issuer()),
                            new ClientID(settings.clientId()),
                            new JWSVerificationKeySelector<>(
                                    Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), current.keys()),
                            null);
            return judge(validator.validate(idToken, new Nonce(trip.nonce())), trip);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("BankID cannot be reached");
            return new Answer.Unavailable();
        } catch (BadJOSEException e) {
            return refused("ID token: " + e.getMessage());
        } catch (GeneralException | JOSEException e) {
            log.atWarn().setCause(e).log("BankID's answer cannot be used");
            return new Answer.Unavailable();
        }
    }

    private Answer judge(IDTokenClaimsSet claims, Trip trip) {
        if (claims.getAuthorizedParty() != null
                && !claims.getAuthorizedParty().getValue().equals(settings.clientId())) {
            return refused("azp is another client");
        }
        if (claims.getACR() == null || !claims.getACR().getValue().equals(settings.requiredAcr())) {
            return refused("acr is not " + settings.requiredAcr());
        }
        if (claims.getAuthenticationTime() == null) {
            return refused("auth_time is missing");
        }
        Instant authenticatedAt = claims.getAuthenticationTime().toInstant();
        if (authenticatedAt.isBefore(trip.startedAt().minus(CLOCK_SKEW))) {
            return refused("auth_time is before the request");
        }
        Date issuedAt = claims.getIssueTime();
        if (issuedAt == null || authenticatedAt.isAfter(issuedAt.toInstant().plus(CLOCK_SKEW))) {
            return refused("auth_time is after the ID token");
        }
        return switch (BankIdClaims.read(claims, authenticatedAt)) {
            case BankIdClaims.Reading.Of(BankIdPerson person) -> new Answer.Person(person);
            case BankIdClaims.Reading.Unfit(String reason) -> refused(reason);
        };
    }

    private static Answer refused(String reason) {
        log.atWarn().addKeyValue("reason", reason).log("BankID login refused");
        return new Answer.Refused(reason);
    }

    private HTTPResponse exchange(Provider current, String code, Trip trip) throws IOException {
        no.getdrop.runtime.Secret secret =
                secrets.get("BANKID_CLIENT_SECRET", "the secret that BankID gave Drop");
        return new TokenRequest.Builder(
                        current.metadata().getTokenEndpointURI(),
                        new ClientSecretPost(
                                new ClientID(settings.clientId()), new Secret(secret.reveal())),
                        new AuthorizationCodeGrant(
                                new AuthorizationCode(code),
                                trip.callback(),
                                new CodeVerifier(trip.codeVerifier())))
                .build()
                .toHTTPRequest()
                .send(http);
    }

    private interface Extra {
        void add(AuthenticationRequest.Builder request);
    }

    private Optional<URI> page(
            Extra extra, URI callback, String state, String nonce, String codeVerifier) {
        try {
            AuthenticationRequest.Builder request =
                    new AuthenticationRequest.Builder(
                                    new ResponseType(ResponseType.Value.CODE),
                                    new Scope("openid", "profile", BankIdClaims.NATIONAL_ID),
                                    new ClientID(settings.clientId()),
                                    callback)
                            .endpointURI(provider().metadata().getAuthorizationEndpointURI())
                            .state(new State(state))
                            .nonce(new Nonce(nonce))
                            .codeChallenge(
                                    new CodeVerifier(codeVerifier), CodeChallengeMethod.S256);
            extra.add(request);
            return Optional.of(request.build().toURI());
        } catch (IOException | GeneralException e) {
            log.atWarn().setCause(e).log("BankID cannot be reached");
            return Optional.empty();
        }
    }

    private synchronized Provider provider() throws IOException, GeneralException {
        Instant now = clock.instant();
        Provider current = provider;
        if (current != null && current.isFresh(now)) {
            return current;
        }
        OIDCProviderMetadata metadata = metadata(new Issuer(settings.issuer()));
        Provider read = new Provider(metadata, keys(metadata.getJWKSetURI()), now);
        provider = read;
        return read;
    }

    /// The discovery document, which must name the issuer that it was asked of (OpenID Connect
    /// Discovery §4.3).
    private OIDCProviderMetadata metadata(Issuer issuer) throws IOException, GeneralException {
        OIDCProviderMetadata metadata =
                parsed(http.retrieveResource(OIDCProviderMetadata.resolveURL(issuer)).getContent());
        if (!issuer.equals(metadata.getIssuer())) {
            throw new GeneralException(
                    "BankID's discovery document is of the issuer " + metadata.getIssuer());
        }
        require("authorization_endpoint", metadata.getAuthorizationEndpointURI());
        require("token_endpoint", metadata.getTokenEndpointURI());
        require("jwks_uri", metadata.getJWKSetURI());
        return metadata;
    }

    private static OIDCProviderMetadata parsed(String document) throws GeneralException {
        try {
            return OIDCProviderMetadata.parse(document);
        } catch (IllegalArgumentException e) {
            // An identifier in it is empty.
            throw new GeneralException("BankID's discovery document cannot be read", e);
        }
    }

    /// To one of them the customer's browser is sent, to another Drop's secret.
    private void require(String name, @Nullable URI address) throws GeneralException {
        if (address == null || WebAddress.parse(address.toString(), settings.issuer()).isEmpty()) {
            throw new GeneralException("BankID's discovery document has no fit " + name);
        }
    }

    /// Cached for minutes, read again for an unknown key id, at most so often per minute.
    private JWKSource<SecurityContext> keys(URI address) throws MalformedURLException {
        return JWKSourceBuilder.create(address.toURL(), http).retrying(true).build();
    }

    /// Reads all of it anew when it is needed next.
    synchronized void forget() {
        provider = null;
    }
}
