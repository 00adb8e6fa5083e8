package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Answer;

import java.util.function.Function;

/// Something that was asked for, or why it is refused.
sealed interface Checked<T> {
    /// It holds.
    record Passed<T>(T value) implements Checked<T> {}

    /// It does not.
    record Failed<T>(BankError error) implements Checked<T> {}

    /// The answer for either case.
    default Answer answer(Function<? super T, Answer> whenPassed) {
        return switch (this) {
            case Passed<T> passed -> whenPassed.apply(passed.value());
            case Failed<T> failed -> failed.error().answer();
        };
    }
}
