package no.getdrop.api.merchants;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.Screening;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.merchants.EntityRegister;
import no.getdrop.merchants.Merchant;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.Merchants;
import no.getdrop.merchants.NorwegianAccount;
import no.getdrop.merchants.OrganisationNumber;
import no.getdrop.qr.QrCodes;
import no.getdrop.qr.QrSubject;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Businesses that are paid through Drop.
@RestController
final class MerchantsController {
    private static final String CATEGORIES = Spelled.texts(Merchant.Category.values());

    private final Merchants merchants;
    private final EntityRegister register;
    private final Screening screening;
    private final QrCodes codes;
    private final Once once;

    /// What a payer sees of a merchant: the name that it chose, and beside it the one that it has
    /// in the register of entities and cannot choose.
    record FaceView(
            String id, String businessName, @Nullable String legalName, @Nullable String category) {
        static FaceView of(Merchant.Face face) {
            return new FaceView(
                    face.id().toString(),
                    face.businessName(),
                    face.legalName().orElse(null),
                    face.category().map(Merchant.Category::text).orElse(null));
        }
    }

    /// What a merchant sees of itself.
    ///
    /// @param qrCode text of the code that hangs in the shop
    record MerchantView(
            @JsonUnwrapped FaceView face,
            String orgNumber,
            String address,
            String bankAccountMasked,
            BigDecimal feePercent,
            String qrCode) {
        static MerchantView of(Merchant merchant, QrCodes codes) {
            return new MerchantView(
                    FaceView.of(merchant.face()),
                    merchant.organisationNumber().value(),
                    merchant.address(),
                    "NO••••" + merchant.accountLastFour(),
                    BigDecimal.valueOf(merchant.feeBasisPoints(), 2),
                    codes.link(new QrSubject.Merchant(merchant.face().id())));
        }
    }

    MerchantsController(
            Merchants merchants,
            EntityRegister register,
            Screening screening,
            QrCodes codes,
            Once once) {
        this.merchants = merchants;
        this.register = register;
        this.screening = screening;
        this.codes = codes;
        this.once = once;
    }

    @PostMapping("/v1/merchants/register")
    @Access(value = Access.Who.CUSTOMER, recent = true)
    ResponseEntity<String> register(
            Caller caller, Fields fields, HttpServletRequest request, Audit.Origin origin) {
        Merchant.Draft draft = draft(fields);
        Optional<ResponseEntity<String>> earlier = once.earlier(caller, request, fields);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        // The register is asked before the transaction: nothing waits for it while a row is locked.
        String legalName =
                switch (register.find(draft.organisationNumber())) {
                    case EntityRegister.Finding.Active(String name) -> name;
                    case EntityRegister.Finding.NotActive() ->
                            throw RefusedException.of(ApiError.ORG_NUMBER_NOT_ACTIVE);
                    case EntityRegister.Finding.Unavailable() ->
                            throw RefusedException.retry(ApiError.ENTITY_REGISTER_UNAVAILABLE, 5);
                };
        return once.create(
                caller,
                request,
                fields,
                handle -> {
                    Merchants.RegisterOutcome outcome =
                            merchants.register(handle, caller.userId(), draft, legalName, origin);
                    if (outcome
                            instanceof Merchants.RegisterOutcome.Registered(Merchant merchant)) {
                        screening.screenMerchant(
                                handle,
                                caller.userId(),
                                merchant.face().id().value(),
                                List.of(merchant.face().businessName(), legalName));
                    }
                    return answer(outcome);
                });
    }

    @GetMapping("/v1/merchants/{id}")
    @Access(Access.Who.CUSTOMER)
    Data<FaceView> find(Entrance entrance, @PathVariable String id) {
        return MerchantId.parse(id)
                .flatMap(known -> entrance.read(Merchants.face(known)))
                .map(face -> new Data<>(FaceView.of(face)))
                .orElseThrow(() -> RefusedException.of(ApiError.MERCHANT_NOT_FOUND));
    }

    private StoredAnswer answer(Merchants.RegisterOutcome outcome) {
        return switch (outcome) {
            case Merchants.RegisterOutcome.Registered(Merchant merchant) ->
                    Once.created(MerchantView.of(merchant, codes));
            case Merchants.RegisterOutcome.Refused(Merchants.RegisterOutcome.Refusal refusal) ->
                    throw RefusedException.of(
                            switch (refusal) {
                                case KYC_REQUIRED -> ApiError.KYC_REQUIRED;
                                case ALREADY_MERCHANT -> ApiError.ALREADY_MERCHANT;
                                case FORBIDDEN -> ApiError.FORBIDDEN;
                                case ORGANISATION_NUMBER_TAKEN -> ApiError.ORG_NUMBER_TAKEN;
                            });
        };
    }

    private static Merchant.Draft draft(Fields fields) {
        Optional<String> businessName = fields.name("businessName", 1, 70);
        Optional<OrganisationNumber> organisationNumber =
                fields.coded("orgNumber", OrganisationNumber::parse, "org_number");
        Optional<Merchant.Category> category =
                fields.optionalValue("category", Merchant.Category::parse, CATEGORIES);
        Optional<String> address = fields.text("address", 1, 200);
        Optional<String> iban =
                fields.coded("bankAccount", NorwegianAccount::iban, "norwegian_account");
        fields.check();
        return new Merchant.Draft(
                businessName.orElseThrow(),
                organisationNumber.orElseThrow(),
                category.orElse(Merchant.Category.OTHER),
                address.orElseThrow(),
                iban.orElseThrow());
    }
}
