package no.getdrop.tests.contract;

import no.getdrop.tests.journeys.Answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells what may never be in an answer, whatever was asked.
final class FuzzJudge {
    /// However busy this machine is.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Pattern INTERNALS =
            Pattern.compile(
                    "\\b(?:java|javax|jakarta|jdk|sun)\\.[a-z]+\\.[A-Za-z]"
                            + "|\\b(?:org\\.(?:springframework|postgresql|jdbi)|com\\.(?:fasterxml"
                            + "|amazonaws|nimbusds)|no\\.getdrop)\\."
                            + "|\\b[A-Z][A-Za-z]+(?:Exception|Error)\\b(?!\")"
                            + "|\\bat [a-z]+(?:\\.[A-Za-z0-9_$]+)+\\("
                            + "|\\bSQLSTATE\\b|\\bERROR: |\\bSELECT [a-z*]|\\bINSERT INTO\\b"
                            + "|\\bUPDATE [a-z_]+ SET\\b|\\bjdbc:|\\bDETAIL: ");

    /// Of this machine and of the fakes; an address to go on to may name one.
    private static final Pattern HOSTS =
            Pattern.compile("\\b127\\.0\\.0\\.1\\b|\\blocalhost\\b|/(?:home|tmp|var|usr)/");

    private static final Pattern PUBLIC_FILES =
            Pattern.compile("^/(?:docs|v1/openapi\\.json|\\.well-known/)");

    /// A request that is not described gets one of these.
    private static final Set<Integer> NO_SUCH = Set.of(400, 401, 403, 404, 405, 406, 415, 429);

    private FuzzJudge() {}

    /// Everything that is wrong with an answer.
    static List<String> faults(FuzzRequest request, Answer answer, Duration took) {
        List<String> faults = new ArrayList<>();
        if (answer.status() >= 500) {
            faults.add("status " + answer.status() + ": " + answer.body());
        }
        if (took.compareTo(PATIENCE) > 0) {
            faults.add("took " + took.toMillis() + " ms");
        }
        // The page of the contract, and the contract: files of the package, for everybody.
        if (!PUBLIC_FILES.matcher(request.operation().path()).find()) {
            leaks(answer, faults);
        }
        if (request.isDescribed()) {
            faults.addAll(Judge.faults(request.operation(), answer));
        } else if (answer.status() >= 400) {
            if (!NO_SUCH.contains(answer.status())) {
                faults.add("status " + answer.status() + " for a method that is not there");
            }
            if (Judge.mediaType(answer).equals("application/problem+json")
                    && !answer.body().isEmpty()) {
                faults.addAll(Schemas.errors(Contract.DROP.problem(), answer.json()));
            }
        }
        return faults;
    }

    private static void leaks(Answer answer, List<String> faults) {
        Matcher internals = INTERNALS.matcher(answer.body());
        if (internals.find()) {
            faults.add("tells of its insides: " + around(answer.body(), internals));
        }
        Matcher hosts = HOSTS.matcher(answer.body());
        if (answer.status() >= 400 && hosts.find()) {
            faults.add("tells where it runs: " + around(answer.body(), hosts));
        }
        answer.headers()
                .forEach((name, values) -> {
                    if (INTERNALS.matcher(String.join(" ", values)).find()) {
                        faults.add("header " + name + " tells of its insides: " + values);
                    }
                });
    }

    private static String around(String text, Matcher found) {
        return text.substring(
                Math.max(0, found.start() - 40), Math.min(text.length(), found.end() + 80));
    }
}
