package no.getdrop.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// CodeDeploy gets one answer, whatever happens.
final class HookTest {
    private static final HookEvent EVENT = new HookEvent("d-ABC", "execution-1");
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Hook.Checks GOOD =
            (findings, _) -> findings.add(new Check("one", "good", "good", true));
    private static final Hook.Checks BAD =
            (findings, _) -> findings.add(new Check("one", "good", "bad", false));

    private FakeAws aws;
    private Hook hook;

    @BeforeEach
    void start() throws IOException {
        aws = new FakeAws();
        hook = newHook();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Hook newHook() {
        return new Hook(
                "test", new CodeDeploy(new SignedCalls("eu-west-1"), URI.create(aws.url())));
    }

    @Test
    void whatWasFoundIsTold() throws IOException, InterruptedException {
        assertThat(hook.answer(EVENT, TIME, GOOD).succeeded()).isTrue();
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Succeeded"));
        assertThat(aws.problems()).isEmpty();
    }

    @Test
    void nothingFoundIsNoSuccess() throws IOException, InterruptedException {
        hook.answer(EVENT, TIME, (_, _) -> {});
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Failed"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsThrownInTheMiddleIsAFailureWithWhatWasFoundBefore(boolean error)
            throws IOException, InterruptedException {
        Verdict verdict =
                hook.answer(
                        EVENT,
                        TIME,
                        (findings, _) -> {
                            findings.add(new Check("one", "good", "good", true));
                            if (error) {
                                throw new NoClassDefFoundError("gone");
                            }
                            throw new IllegalStateException("broken");
                        });
        assertThat(verdict.checks()).extracting(Check::name).containsExactly("one", "hook");
        assertThat(verdict.failed().getFirst().seen()).containsAnyOf("gone", "broken");
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Failed"));
    }

    @Test
    void checksThatNeverEndAreCutOffInTimeToTell() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Verdict verdict =
                hook.answer(
                        EVENT,
                        Duration.ofMillis(15_500),
                        (findings, _) -> {
                            findings.add(new Check("one", "good", "good", true));
                            Thread.sleep(60_000);
                        });
        assertThat(verdict.checks()).extracting(Check::name).containsExactly("one", "time");
        assertThat(aws.told()).containsValue("Failed");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException",
        "429, TooManyRequestsException",
        "500, InternalFailure",
        "503, ServiceUnavailable"
    })
    void aCodeDeployThatIsBusyIsToldAgain(int status, String error)
            throws IOException, InterruptedException {
        aws.nextAnswers(FakeAws.Reply.error(status, error));
        hook.answer(EVENT, TIME, BAD);
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Failed"));
        assertThat(aws.statuses()).containsExactly("Failed", "Failed");
    }

    @Test
    void anAnswerWhoseReceiptIsLostIsTakenOnce() throws IOException, InterruptedException {
        aws.losesNextAnswer();
        hook.answer(EVENT, TIME, GOOD);
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Succeeded"));
        assertThat(aws.statuses()).containsOnly("Succeeded").hasSizeGreaterThan(1);
    }

    @Test
    void theSameQuestionAgainIsHarmless() throws IOException, InterruptedException {
        hook.answer(EVENT, TIME, BAD);
        assertThat(hook.answer(EVENT, TIME, GOOD).succeeded()).isFalse();
        assertThat(newHook().answer(EVENT, TIME, GOOD).succeeded()).isTrue();
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Failed"));
    }

    @Test
    void aFailureThatCodeDeployDidNotHearStaysOne() {
        aws.nextAnswers(FakeAws.Reply.error(403, "AccessDeniedException"));
        assertThatThrownBy(() -> hook.answer(EVENT, TIME, BAD))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("AccessDeniedException");
        assertThat(aws.told()).isEmpty();
        assertThat(answerAgain()).isFalse();
        assertThat(aws.told()).isEqualTo(Map.of("execution-1", "Failed"));
    }

    private boolean answerAgain() {
        try {
            return hook.answer(EVENT, TIME, GOOD).succeeded();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCodeDeployThatStaysAwayIsAnErrorOfTheInvocation() {
        aws.close();
        assertThatThrownBy(() -> hook.answer(EVENT, Duration.ofSeconds(3), GOOD))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was not told");
    }

    /// The fake takes what the SDK's own client signs, so it judges our signature as AWS does.
    @Test
    void theFakeJudgesSignaturesAsTheSdkMakesThem() {
        try (LambdaClient client =
                LambdaClient.builder()
                        .endpointOverride(URI.create(aws.url()))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
            String answer =
                    client.invoke(invoke ->
                                    invoke.functionName(FakeAws.API)
                                            .payload(
                                                    software.amazon.awssdk.core.SdkBytes
                                                            .fromUtf8String(
                                                                    ProxyRequest.get(
                                                                                    "/v1/rates",
                                                                                    "/v1/{proxy+}")
                                                                            .event())))
                            .payload()
                            .asUtf8String();
            assertThat(answer).contains("\"statusCode\":200");
        }
        assertThat(aws.problems()).isEmpty();
    }
}
