package no.getdrop.api.http;

import no.getdrop.identity.Caller;
import no.getdrop.identity.User;

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

    /// Whether the caller must have logged in within [Caller#RECENT_LOGIN], for what is most
    /// sensitive; others get `insufficient_user_authentication` and log in again.
    boolean recent() default false;

    /// Who may call a route.
    enum Who {
        /// No session is asked for.
        ANYONE,
        /// No session is asked for, but who comes with one must have a live one.
        VISITOR,
        /// Whoever has a live session, in every role.
        CUSTOMER,
        /// A live session in the role of a merchant; others get `forbidden`.
        MERCHANT,
        /// A live session in the role of an administrator; others get `forbidden`.
        ADMIN;

        boolean takesSession() {
            return this != ANYONE;
        }

        boolean needsSession() {
            return takesSession() && this != VISITOR;
        }

        /// Whether a live session in `role`, as the database has it at this moment, may call.
        boolean admits(User.Role role) {
            return switch (this) {
                case ANYONE, VISITOR, CUSTOMER -> true;
                case MERCHANT -> role == User.Role.MERCHANT;
                case ADMIN -> role == User.Role.ADMIN;
            };
        }
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
        PAYMENT,
        /// Counted nowhere: the answer is the same for everybody, or the caller is known by a
        /// signature, and nothing is asked of the database before that. For [Who#ANYONE] alone.
        UNCOUNTED
    }
}
