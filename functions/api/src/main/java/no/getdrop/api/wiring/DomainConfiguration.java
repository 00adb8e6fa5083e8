package no.getdrop.api.wiring;

import no.getdrop.accounts.Accounts;
import no.getdrop.accounts.Balances;
import no.getdrop.accounts.ConsentEndings;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.complaints.Complaints;
import no.getdrop.consents.Consents;
import no.getdrop.database.Database;
import no.getdrop.deadlines.BusinessDays;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.idempotency.Idempotency;
import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Admission;
import no.getdrop.identity.AuthenticationRequests;
import no.getdrop.identity.BankId;
import no.getdrop.identity.BankIdSettings;
import no.getdrop.identity.DemoLogin;
import no.getdrop.identity.Login;
import no.getdrop.identity.Sessions;
import no.getdrop.identity.Users;
import no.getdrop.kyc.Kyc;
import no.getdrop.kyc.KycReviews;
import no.getdrop.kyc.Sumsub;
import no.getdrop.kyc.SumsubMessages;
import no.getdrop.kyc.SumsubSettings;
import no.getdrop.merchants.EntityRegister;
import no.getdrop.merchants.MerchantSettings;
import no.getdrop.merchants.Merchants;
import no.getdrop.merchants.PaymentRequests;
import no.getdrop.notifications.NewDeviceNotices;
import no.getdrop.notifications.Notifications;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.payments.BankNotices;
import no.getdrop.payments.Cancellations;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.PaymentOrders;
import no.getdrop.payments.PaymentSessions;
import no.getdrop.payments.PaymentSettings;
import no.getdrop.payments.QrPayments;
import no.getdrop.payments.Quotes;
import no.getdrop.payments.Remittances;
import no.getdrop.preferences.SavedPreferences;
import no.getdrop.privacy.Erasure;
import no.getdrop.privacy.Exports;
import no.getdrop.privacy.Restrictions;
import no.getdrop.qr.QrCodes;
import no.getdrop.rates.NorgesBank;
import no.getdrop.rates.RateRefresh;
import no.getdrop.rates.RateSettings;
import no.getdrop.rates.Rates;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.Secrets;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;
import no.getdrop.withdrawals.Withdrawals;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;
import java.util.Map;

/// The features of the domain, joined; nothing else knows how they hang together.
@Configuration(proxyBeanMethods = false)
@Import({
    Accounts.class,
    Admission.class,
    AuthenticationRequests.class,
    Balances.class,
    BankNotices.class,
    Cancellations.class,
    ConsentEndings.class,
    Consents.class,
    Erasure.class,
    Idempotency.class,
    Login.class,
    Merchants.class,
    Notifications.class,
    PaymentOrders.class,
    PaymentRequests.class,
    PaymentSessions.class,
    QrPayments.class,
    Rates.class,
    Recipients.class,
    Remittances.class,
    Restrictions.class,
    SavedPreferences.class,
    SumsubMessages.class,
    Users.class,
})
class DomainConfiguration {
    /// The key is looked at before the first request, and again after each restore: a function
    /// without a good one does not start.
    @Bean
    static AccessTokens accessTokens(Secrets secrets, InstantSource clock) {
        AccessTokens tokens = new AccessTokens(secrets, clock);
        RestoreHooks.atStart("jwt-key", tokens::requireKey);
        return tokens;
    }

    @Bean
    static Sessions sessions(Database database, AccessTokens accessTokens, InstantSource clock) {
        return new Sessions(database, accessTokens, new NewDeviceNotices(), clock);
    }

    @Bean
    static BankId bankId(Environment environment, Secrets secrets, InstantSource clock) {
        return new BankId(BankIdSettings.from(environment), secrets, clock);
    }

    @Bean
    static DemoLogin demoLogin(Environment environment, Database database, Sessions sessions) {
        return DemoLogin.from(environment, database, sessions);
    }

    @Bean
    static OpenBanking openBanking(Environment environment, Secrets secrets, InstantSource clock) {
        return new OpenBanking(OpenBankingSettings.from(environment), secrets, clock);
    }

    @Bean
    static Kyc kyc(
            Environment environment, Database database, Secrets secrets, InstantSource clock) {
        Sumsub sumsub = new Sumsub(SumsubSettings.from(environment), secrets, clock);
        return new Kyc(database, sumsub, clock);
    }

    @Bean
    static WebhookEvents webhookEvents(
            Database database, BankNotices bankNotices, InstantSource clock) {
        return new WebhookEvents(
                database,
                Map.of(
                        WebhookEvent.Provider.SUMSUB,
                        new KycReviews(),
                        WebhookEvent.Provider.OPENBANKING,
                        bankNotices),
                clock);
    }

    @Bean
    static Deadlines deadlines() {
        return new Deadlines(new BusinessDays());
    }

    @Bean
    static Complaints complaints(Deadlines deadlines, InstantSource clock) {
        return new Complaints(deadlines, clock);
    }

    @Bean
    static Withdrawals withdrawals(InstantSource clock) {
        return new Withdrawals(clock);
    }

    @Bean
    static Exports exports(
            Database database, Accounts accounts, Recipients recipients, InstantSource clock) {
        return new Exports(database, accounts, recipients, clock);
    }

    @Bean
    static RateRefresh rateRefresh(Environment environment, Rates rates, InstantSource clock) {
        return new RateRefresh(new NorgesBank(RateSettings.from(environment), clock), rates, clock);
    }

    @Bean
    static Quotes quotes(Environment environment, Recipients recipients, InstantSource clock) {
        return new Quotes(recipients, PaymentSettings.from(environment), clock);
    }

    @Bean
    static EntityRegister entityRegister(Environment environment) {
        return new EntityRegister(MerchantSettings.from(environment));
    }

    @Bean
    static QrCodes qrCodes(HttpSettings settings, Secrets secrets) {
        return new QrCodes(settings.appUrl(), secrets);
    }

    @Bean
    static Delivery delivery(
            Database database, OpenBanking openBanking, PaymentOrders orders, InstantSource clock) {
        return new Delivery(database, openBanking, orders, clock);
    }
}
