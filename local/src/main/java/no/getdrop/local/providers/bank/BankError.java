package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Answer;

import java.util.List;
import java.util.Map;

/// A refusal in Berlin Group's form, `{"tppMessages": [{"category", "code", "text"}]}`.
record BankError(int status, String code, String text) {

    /// What the request holds is not what the contract asks for.
    static BankError format(String text) {
        return new BankError(400, "FORMAT_ERROR", text);
    }

    Answer answer() {
        return Answer.json(
                status,
                Map.of(
                        "tppMessages",
                        List.of(Map.of("category", "ERROR", "code", code, "text", text))));
    }
}
