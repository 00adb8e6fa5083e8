package no.getdrop.api.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Who may call a route and how often; a route without it does not start.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {
    /// Who may call.
    Who value();

    /// How often.
    Quota quota() default Quota.CUSTOMER;

    /// Who may call a route.
    enum Who {
        /// No session is asked for.
        ANYONE,
        /// A customer with a live session.
        CUSTOMER
    }

    /// How often a route may be called.
    enum Quota {
        /// 10 a minute per address.
        AUTHENTICATION,
        /// 120 a minute per address.
        RATES,
        /// 300 a minute per customer.
        CUSTOMER,
        /// 10 a minute per address, and 3 payments a minute per customer.
        PAYMENT
    }
}
