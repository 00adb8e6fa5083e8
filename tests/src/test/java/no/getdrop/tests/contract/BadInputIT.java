package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.contract.WrongRequest.Expected;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Whatever is wrong with a request, the client is told which field and nothing has been written.
@ExtendWith(Suite.class)
final class BadInputIT {
    private static final int SAMPLE = 30;

    /// What is signed over the whole request is refused for its signature, before it is read.
    static List<Operation> operations() {
        return Contract.DROP.operations().stream().filter(BadInputIT::isReadUnsigned).toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void isRefusedWithTheFieldNamedAndNothingWritten(Operation operation, Drop drop) {
        Cast cast = Cast.of(operation, drop);
        Request right = Request.right(operation, new Scene(drop, cast));
        List<WrongRequest> wrong =
                Extent.of(WrongRequests.of(right, new Random(Extent.SEED)), SAMPLE);
        List<String> faults = new ArrayList<>();
        Map<String, String> caller = cast.headers(operation.actor());
        try (Rows rows = new Rows(drop)) {
            Map<String, String> before = rows.digests();
            for (WrongRequest request : wrong) {
                if (request.expected() != Expected.UNHARMED) {
                    rows.clearLimits();
                    judge(request, request.request().send(drop, caller, request.text()), faults);
                }
            }
            faults.addAll(Rows.changed(before, rows.digests()));
            for (WrongRequest request : wrong) {
                if (request.expected() == Expected.UNHARMED) {
                    rows.clearLimits();
                    judge(request, request.request().send(drop, caller, request.text()), faults);
                }
            }
        }
        assertThat(faults).as("seed " + Extent.SEED + ", " + wrong.size() + " requests").isEmpty();
    }

    private static void judge(WrongRequest request, Answer answer, List<String> faults) {
        boolean fits =
                switch (request.expected()) {
                    case NAMED ->
                            answer.status() == 400
                                    && answer.error().equals("validation_error")
                                    && names(answer, request.field());
                    case REFUSED -> answer.status() >= 400 && answer.status() < 500;
                    case UNHARMED -> answer.status() < 500;
                };
        if (!fits) {
            faults.add(
                    "%s → %d %s %s"
                            .formatted(request, answer.status(), answer.error(), answer.details()));
        }
        Judge.faults(request.request().operation(), answer)
                .forEach(fault -> faults.add(request + ": " + fault));
    }

    private static boolean names(Answer answer, String field) {
        return answer.details().stream()
                .anyMatch(detail -> detail.matches("\\Q" + field + "\\E([.\\[].*)?:[a-z_]+"));
    }

    private static boolean isReadUnsigned(Operation operation) {
        return !operation.node().path("x-signed").asBoolean()
                && !operation.node().path("security").toString().contains("\"iam\"");
    }
}
