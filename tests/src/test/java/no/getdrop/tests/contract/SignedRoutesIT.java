package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;

/// The routes that take AWS's signature in place of a token answer as the contract describes.
@ExtendWith(Suite.class)
final class SignedRoutesIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "getMigrations|-|200|-",
                "runMigrations|{\"action\":\"plan\"}|200|-",
                "runMigrations|{\"action\":\"validate\"}|200|-",
                "runMigrations|{\"action\":\"undo\"}|400|validation_error",
                "runMigrations|{\"action\":7}|400|validation_error",
                "runMigrations|{\"action\":null}|400|validation_error",
                "runMigrations|[1]|400|validation_error",
                "runMigrations|{|400|validation_error"
            })
    void answerAsDescribed(
            String id, @Nullable String body, int status, @Nullable String error, Drop drop) {
        Operation operation = Contract.DROP.operation(id);
        URI address = drop.host().url().resolve(operation.path());
        Answer answer =
                Http.send(
                        operation.method(),
                        address,
                        Http.signed(operation.method(), address, body, drop.host().credentials()),
                        body);
        answer.expect(status);
        if (error != null) {
            assertThat(answer.error()).isEqualTo(error);
        }
        assertThat(Judge.faults(operation, answer)).isEmpty();
    }
}
