package no.getdrop.api.wiring;

import no.getdrop.complaints.ComplaintHandling;
import no.getdrop.compliance.Alerts;
import no.getdrop.compliance.AmlRules;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.compliance.Reports;
import no.getdrop.compliance.Screening;
import no.getdrop.compliance.WatchLists;
import no.getdrop.database.Database;
import no.getdrop.payments.HeldPayments;
import no.getdrop.withdrawals.WithdrawalHandling;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;

/// What stands between an order and the bank, and what administrators decide.
@Configuration(proxyBeanMethods = false)
@Import(Reports.class)
class ComplianceConfiguration {
    @Bean
    static Screening screening(InstantSource clock) {
        return new Screening(new WatchLists(), clock);
    }

    /// The rules are read at the start: a function without whole ones does not start.
    @Bean
    static PaymentChecks paymentChecks(Database database, Screening screening) {
        return new PaymentChecks(database, AmlRules.shipped(), screening);
    }

    @Bean
    static ComplaintHandling complaintHandling(InstantSource clock) {
        return new ComplaintHandling(clock);
    }

    @Bean
    static WithdrawalHandling withdrawalHandling(InstantSource clock) {
        return new WithdrawalHandling(clock);
    }

    @Bean
    static Alerts alerts(Reports reports, InstantSource clock) {
        return new Alerts(new HeldPayments(clock), reports, clock);
    }
}
