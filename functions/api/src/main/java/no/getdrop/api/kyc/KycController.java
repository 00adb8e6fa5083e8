package no.getdrop.api.kyc;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.kyc.Kyc;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;

/// The check of the customer's identity by documents.
@RestController
final class KycController {
    private final Kyc kyc;
    private final HttpSettings settings;

    /// @param status `approved`, `rejected` or `pending`; only while pending is there the rest
    /// @param redirectUrl the web application's page that opens Sumsub's screens with the token
    /// @param externalId of the customer at Sumsub
    record KycView(
            String status,
            @Nullable URI redirectUrl,
            @Nullable String externalId,
            @Nullable String accessToken,
            @Nullable Instant accessTokenExpiresAt) {
        static KycView decided(String status) {
            return new KycView(status, null, null, null, null);
        }
    }

    KycController(Kyc kyc, HttpSettings settings) {
        this.kyc = kyc;
        this.settings = settings;
    }

    @PostMapping("/v1/user/kyc/initiate")
    @Access(Access.Who.CUSTOMER)
    Data<KycView> initiate(Entrance entrance, Audit.Origin origin) {
        return switch (kyc.initiate(entrance, entrance.userId(), origin)) {
            case Kyc.Outcome.Approved() -> new Data<>(KycView.decided("approved"));
            case Kyc.Outcome.Rejected() -> new Data<>(KycView.decided("rejected"));
            case Kyc.Outcome.Pending(String externalId, String token, Instant expiresAt) ->
                    new Data<>(
                            new KycView(
                                    "pending",
                                    settings.appUrl().resolve("/kyc"),
                                    externalId,
                                    token,
                                    expiresAt));
            case Kyc.Outcome.Unavailable() ->
                    throw RefusedException.retry(ApiError.KYC_UNAVAILABLE, 5);
        };
    }
}
