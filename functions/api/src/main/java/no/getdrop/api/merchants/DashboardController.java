package no.getdrop.api.merchants;

import no.getdrop.api.features.Feature;
import no.getdrop.api.features.Gated;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Listing;
import no.getdrop.api.http.PageQuery;
import no.getdrop.api.http.RefusedException;
import no.getdrop.api.merchants.MerchantsController.MerchantView;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.Sale;
import no.getdrop.payments.Sales;
import no.getdrop.qr.QrCodes;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What a merchant was paid, by day.
@RestController
final class DashboardController {
    private final QrCodes codes;
    private final InstantSource clock;

    /// Some sales together, in kroner.
    ///
    /// @param amount what the payers paid
    /// @param fee what Drop charges for them
    /// @param net what is left after the fee
    record TotalView(long count, BigDecimal amount, BigDecimal fee, BigDecimal net) {
        static TotalView of(Sale.Total total) {
            return new TotalView(
                    total.count(),
                    total.amount().decimal(),
                    total.fee().decimal(),
                    total.net().decimal());
        }
    }

    record SaleView(
            String id,
            String status,
            BigDecimal amount,
            BigDecimal fee,
            BigDecimal net,
            @Nullable String paymentRequestId,
            @Nullable String reference,
            Instant createdAt,
            @Nullable Instant completedAt) {
        static SaleView of(Sale sale) {
            return new SaleView(
                    sale.id().toString(),
                    sale.stage().status().text(),
                    sale.amount().decimal(),
                    sale.fee().decimal(),
                    sale.net().decimal(),
                    sale.requestId() == null ? null : sale.requestId().toString(),
                    sale.reference(),
                    sale.createdAt(),
                    sale.completedAt());
        }
    }

    /// A merchant's day.
    ///
    /// @param date in Norway
    /// @param completed what arrived of the day's sales
    /// @param processing what is still on its way of them
    /// @param transactions one page of the day's sales, the failed ones too, newest first
    record DashboardView(
            MerchantView merchant,
            LocalDate date,
            String currency,
            TotalView completed,
            TotalView processing,
            Listing<SaleView> transactions) {}

    /// What arrived at the merchant's own account on a day.
    ///
    /// @param finalFrom the day from which on nothing is added, T+1
    record SettlementView(
            LocalDate date,
            LocalDate finalFrom,
            String status,
            String currency,
            long count,
            BigDecimal receivedAmount,
            BigDecimal feeDue,
            BigDecimal netAmount) {
        static SettlementView of(Sales.Settlement settlement, LocalDate today) {
            Sale.Total total = settlement.total();
            return new SettlementView(
                    settlement.date(),
                    settlement.finalFrom(),
                    today.isBefore(settlement.finalFrom()) ? "open" : "final",
                    total.amount().currency().getCurrencyCode(),
                    total.count(),
                    total.amount().decimal(),
                    total.fee().decimal(),
                    total.net().decimal());
        }
    }

    DashboardController(QrCodes codes, InstantSource clock) {
        this.codes = codes;
        this.clock = clock;
    }

    @GetMapping("/v1/merchants/me/dashboard")
    @Access(Access.Who.MERCHANT)
    @Gated(Feature.MERCHANT_DASHBOARD)
    Data<DashboardView> dashboard(
            Entrance entrance,
            PageQuery query,
            @RequestParam(name = "date", required = false) @Nullable String date) {
        LocalDate day = date == null ? today() : date(date);
        Sales.Day sales =
                entrance.read(
                                Sales.of(
                                        entrance.userId(),
                                        day,
                                        new Sales.Page(
                                                query.after(PaymentId::parse).orElse(null),
                                                query.offset(),
                                                query.fetch())))
                        .orElseThrow(() -> RefusedException.of(ApiError.FORBIDDEN));
        return new Data<>(
                new DashboardView(
                        MerchantView.of(sales.merchant(), codes),
                        sales.date(),
                        sales.completed().amount().currency().getCurrencyCode(),
                        TotalView.of(sales.completed()),
                        TotalView.of(sales.processing()),
                        query.listing(sales.sales(), Sale::id, SaleView::of)));
    }

    @GetMapping("/v1/merchants/me/settlements")
    @Access(Access.Who.MERCHANT)
    Listing<SettlementView> settlements(Entrance entrance, PageQuery query) {
        LocalDate today = today();
        return query.listing(
                entrance.read(
                        Sales.settlements(
                                entrance.userId(),
                                query.after(DashboardController::parse).orElse(null),
                                query.offset(),
                                query.fetch())),
                Sales.Settlement::date,
                settlement -> SettlementView.of(settlement, today));
    }

    private LocalDate today() {
        return clock.instant().atZone(Sales.OSLO).toLocalDate();
    }

    private static LocalDate date(String text) {
        return parse(text).orElseThrow(() -> RefusedException.invalid(Detail.of("date", "date")));
    }

    /// A date of four digits for the year: PostgreSQL and people know no others.
    private static Optional<LocalDate> parse(String text) {
        try {
            return text.matches("[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
                    ? Optional.of(LocalDate.parse(text))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
