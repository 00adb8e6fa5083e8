package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Admission;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A customer's request that is let in by the statement that reads its data, so that both take one
/// round trip.
///
/// A route that takes it as a parameter reads through it before it answers; [EntranceCheck] holds
/// that.
public final class Entrance implements Reader {
    private static final String ATTRIBUTE = Entrance.class.getName();

    private final Admission admission;
    private final Reader database;
    private final Access access;
    private final List<Admission.Limit> limits;
    private final AccessTokens.Claims claims;
    private final HttpServletResponse response;
    private Stage stage = Stage.OUTSIDE;

    private enum Stage {
        OUTSIDE,
        REFUSED,
        INSIDE
    }

    Entrance(
            Admission admission,
            Reader database,
            Access access,
            List<Admission.Limit> limits,
            AccessTokens.Claims claims,
            HttpServletResponse response) {
        this.admission = admission;
        this.database = database;
        this.access = access;
        this.limits = new ArrayList<>(limits);
        this.claims = claims;
        this.response = response;
    }

    static @Nullable Entrance of(HttpServletRequest request) {
        return (Entrance) request.getAttribute(ATTRIBUTE);
    }

    void keepIn(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /// Whose request it is, as the token says; whether its session lives shows at the first read.
    public UserId userId() {
        return claims.userId();
    }

    /// The session that the token names; whether it lives shows at the first read.
    public SessionId sessionId() {
        return claims.sessionId();
    }

    /// Asks; the first question also lets the request in.
    ///
    /// @throws RefusedException when the session is over, a limit is exceeded, the role is another
    ///   or the login too old for the route
    @Override
    public <R> R read(Read<R> read) {
        if (stage == Stage.INSIDE) {
            return database.read(read);
        }
        Admission.Admitted<R> admitted = admission.read(limits, claims, read);
        check(admitted.decision());
        return Objects.requireNonNull(admitted.data(), "a caller gets an answer");
    }

    /// Lets the request in without a question, where that is not decided yet.
    ///
    /// @throws RefusedException as [#read]
    void enter() {
        if (stage == Stage.OUTSIDE) {
            check(admission.decide(limits, claims));
        }
    }

    /// Takes back the count against the customer's payments: none was made.
    public void noPayment() {
        switch (stage) {
            case OUTSIDE -> limits.removeIf(AdmissionInterceptor::isPaymentLimit);
            case REFUSED -> {}
            case INSIDE ->
                    limits.stream()
                            .filter(AdmissionInterceptor::isPaymentLimit)
                            .forEach(admission::giveBack);
        }
    }

    boolean isInside() {
        return stage == Stage.INSIDE;
    }

    private void check(Admission.Decision decision) {
        stage = Stage.REFUSED;
        AdmissionInterceptor.check(decision, true, access, response);
        stage = Stage.INSIDE;
    }
}
