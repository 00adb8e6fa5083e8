package no.getdrop.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintoutTest {
    @Test
    void jsonIsLaidOutOverSeveralLinesAndAnythingElseIsLeft() {
        assertThat(Printout.indented("{\"a\":[1,2]}").lines()).hasSizeGreaterThan(2);
        assertThat(Printout.indented("no JSON")).isEqualTo("no JSON");
    }

    @Test
    void sentencesAreThoseOfTheSummaryOrOfTheError() {
        assertThat(Printout.sentences("{\"summary\":[\"one\",\"  two\"],\"more\":1}"))
                .isEqualTo("one\n  two");
        assertThat(Printout.sentences("{\"errorMessage\":\"what; expected this; do that\"}"))
                .isEqualTo("what\n  expected this\n  do that");
        assertThat(Printout.sentences("{\"other\":1}")).contains("\"other\"");
        assertThat(Printout.sentences("no JSON")).isEqualTo("no JSON");
    }
}
