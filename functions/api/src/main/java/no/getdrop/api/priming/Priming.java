package no.getdrop.api.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.database.Database;
import no.getdrop.identity.BankIdSettings;
import no.getdrop.payments.Remittances;
import no.getdrop.rates.Rates;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.logging.JsonLoggerProvider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.BeanFactory;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Carries out real requests before the snapshot, so that the first one after a restore finds its
/// classes loaded and its code compiled.
///
/// The requests go through the real handler to the real database, in a transaction that is rolled
/// back, and to stubs in place of BankID and the banks. Nothing that goes wrong here fails the
/// snapshot: it is said in the log, and the function is then merely slower.
public final class Priming {
    private static final Logger log = LoggerFactory.getLogger(Priming.class);
    private static final int ROUNDS = 100;
    private static final int ROUNDS_MAX = 2_000;
    private static final int CONNECTS = 30;

    /// After this no further round begins.
    private static final Duration TIME = Duration.ofSeconds(60);

    /// After this no further request begins: a slow machine still ends its first round.
    private static final Duration TIME_MAX = Duration.ofSeconds(90);

    /// RFC 5737 keeps these addresses from ever being a customer's.
    private static final String TEST_NET = "192.0.2.";

    private final RequestStreamHandler handler;
    private final Database database;
    private final Loans loans;
    private final BankIdSettings bankId;
    private final int rounds;
    private int roundsDone;

    private Priming(RequestStreamHandler handler, BeanFactory application) {
        Environment environment = application.getBean(Environment.class);
        this.handler = handler;
        this.database = application.getBean(Database.class);
        this.loans =
                new Loans(
                        database,
                        application.getBean(Rates.class),
                        application.getBean(InstantSource.class));
        this.bankId = BankIdSettings.from(environment);
        this.rounds = environment.integer("PRIMING_ROUNDS", ROUNDS, 0, ROUNDS_MAX);
    }

    /// Primes `handler` when a snapshot is taken, `PRIMING_ROUNDS` (100) times; to be called after
    /// everything else has registered its hooks, so that this one runs before theirs.
    public static void register(RequestStreamHandler handler, BeanFactory application) {
        Priming priming = new Priming(handler, application);
        if (priming.rounds > 0) {
            priming.database.greetWith(application.getBean(Remittances.class)::questionOfNobody);
            RestoreHooks.beforeSnapshot("priming", priming::run);
        }
    }

    private void run() {
        long started = System.nanoTime();
        Invocations api = new Invocations(handler, started + TIME_MAX.toNanos());
        try (MDC.MDCCloseable _ = MDC.putCloseable(JsonLoggerProvider.REHEARSAL, "true");
                RehearsalProviders providers = RehearsalProviders.start(bankId)) {
            OutboundHttp.rehearse(
                    providers.address(), () -> rehearse(api, started + TIME.toNanos()));
            askAsTheRuntimeClient(providers.address().resolve("/v1/banks"));
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).log("priming stopped; the snapshot is taken without it");
        }
        log.atInfo()
                .addKeyValue("rounds", roundsDone)
                .addKeyValue("requests", api.count())
                .addKeyValue("durationMs", (System.nanoTime() - started) / 1_000_000)
                .log("primed");
    }

    private void rehearse(Invocations api, long untilNanos) {
        try {
            rounds(api, untilNanos);
            database.rehearseConnects(CONNECTS);
        } catch (OutOfTimeException e) {
            log.atWarn().setCause(e).log("priming took too long");
        } catch (UnexpectedAnswerException e) {
            warn(e);
        } catch (RuntimeException e) {
            // Not there, or without its schema, as at the first deployment.
            log.atWarn().setCause(e).log("no usable database at the snapshot, primed without it");
            database.rehearseOutage(() -> new Rehearsal(api, address(0), 0).withoutDatabase());
        }
    }

    /// The runtime client waits for the restore by `HttpURLConnection`, which nothing else uses
    /// where no secret is read, and closes the answer unread: what does so is there before the
    /// answer is.
    private static void askAsTheRuntimeClient(URI address) throws IOException {
        address.toURL().openStream().close();
    }

    private static void warn(UnexpectedAnswerException unexpected) {
        log.atWarn()
                .addKeyValue("request", unexpected.request())
                .addKeyValue("expected", unexpected.expected())
                .addKeyValue("got", unexpected.got())
                .log("priming stopped at an unexpected answer");
    }

    private void rounds(Invocations api, long untilNanos) {
        int first = new SecureRandom().nextInt(254);
        while (roundsDone < rounds && System.nanoTime() - untilNanos < 0) {
            String address = address(first + roundsDone);
            database.rehearse(() -> {
                loans.lend();
                Rehearsal rehearsal = new Rehearsal(api, address, roundsDone);
                rehearsal.round();
                if (roundsDone == 0) {
                    rehearsal.refusals();
                }
            });
            roundsDone++;
        }
    }

    private static String address(int number) {
        return TEST_NET + (1 + number % 254);
    }
}
