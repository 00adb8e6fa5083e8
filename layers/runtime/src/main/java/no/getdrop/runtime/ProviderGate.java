package no.getdrop.runtime;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Stands before one provider: while it fails, most requests are turned away at once instead of
/// waiting for it, and no more than so many wait for it at a time.
///
/// All numbers stand here. What counts is that no whole answer came, or that it was 5xx; a refusal
/// (4xx) is an answer. What is known of a provider is this environment's own and is forgotten at a
/// snapshot and a restore.
final class ProviderGate {
    private static final Logger log = LoggerFactory.getLogger(ProviderGate.class);

    /// The gate closes when half of the last ten requests failed, of five at least.
    private static final int WINDOW = 10;

    private static final int LEAST = 5;
    private static final int FAILURES_MAX_PERCENT = 50;

    /// Then one request is let through after so long, and decides. No thread waits for that.
    static final Duration REST = Duration.ofSeconds(10);

    private static final int TRIALS = 1;

    /// An environment of Lambda serves one request at a time and rarely asks for two things.
    private static final int AT_ONCE = 16;

    private static final CircuitBreakerConfig BREAKER =
            CircuitBreakerConfig.custom()
                    .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                    .slidingWindowSize(WINDOW)
                    .minimumNumberOfCalls(LEAST)
                    .failureRateThreshold(FAILURES_MAX_PERCENT)
                    .permittedNumberOfCallsInHalfOpenState(TRIALS)
                    .recordResult(ProviderGate::isFailure)
                    .writableStackTraceEnabled(false)
                    .build();

    private static final BulkheadConfig BULKHEAD =
            BulkheadConfig.custom()
                    .maxConcurrentCalls(AT_ONCE)
                    .maxWaitDuration(Duration.ZERO)
                    .writableStackTraceEnabled(false)
                    .build();

    private final String provider;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    /// One exchange with the provider.
    @FunctionalInterface
    interface Exchange<T> {
        HttpResponse<T> send() throws IOException;
    }

    /// @param rest after which a provider that failed is tried again; zero for one that is asked
    ///   whatever it did before
    ProviderGate(String provider, Duration rest) {
        this.provider = provider;
        this.breaker =
                CircuitBreaker.of(
                        provider,
                        CircuitBreakerConfig.from(BREAKER)
                                .waitDurationInOpenState(rest.isZero() ? REST : rest)
                                .build());
        if (rest.isZero()) {
            breaker.transitionToDisabledState();
        }
        this.bulkhead = Bulkhead.of(provider, BULKHEAD);
        breaker.getEventPublisher().onStateTransition(event -> tell(event.getStateTransition()));
    }

    /// Sends one request, unless the provider rests.
    ///
    /// @throws NotAskedException when nothing was sent
    <T> HttpResponse<T> pass(Exchange<T> exchange) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before anything was sent");
        }
        if (!breaker.tryAcquirePermission()) {
            throw new NotAskedException(provider + " has not answered of late");
        }
        if (!bulkhead.tryAcquirePermission()) {
            breaker.releasePermission();
            throw new NotAskedException(provider + " has " + AT_ONCE + " open requests already");
        }
        long begun = System.nanoTime();
        boolean counted = false;
        try {
            HttpResponse<T> answer = exchange.send();
            breaker.onResult(System.nanoTime() - begun, TimeUnit.NANOSECONDS, answer);
            counted = true;
            return answer;
        } catch (InterruptedIOException e) {
            // Nobody waited long enough to know.
            throw e;
        } catch (IOException e) {
            breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, e);
            counted = true;
            throw e;
        } finally {
            if (!counted) {
                breaker.releasePermission();
            }
            bulkhead.onComplete();
        }
    }

    private static boolean isFailure(Object answer) {
        return answer instanceof HttpResponse<?> response && response.statusCode() >= 500;
    }

    private void tell(StateTransition transition) {
        boolean rests = transition.getToState() == CircuitBreaker.State.OPEN;
        boolean tried = transition.getToState() == CircuitBreaker.State.HALF_OPEN;
        if (tried) {
            return;
        }
        ProviderChanges.note(provider, rests);
        log.atWarn()
                .addKeyValue("provider", provider)
                .addKeyValue("resting", rests)
                .log(rests ? "a provider is left alone for a while" : "a provider answers again");
        Metrics.count(
                rests ? "ProviderRested" : "ProviderRecovered", 1, Map.of("provider", provider));
    }
}
