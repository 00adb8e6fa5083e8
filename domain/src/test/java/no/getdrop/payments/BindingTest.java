package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class BindingTest {
    private static final UUID USER = new UUID(0, 1);
    private static final UUID ACCOUNT = new UUID(0, 2);
    private static final UUID OTHER = new UUID(0, 3);
    private static final String QUOTE = OTHER.toString();

    @Test
    void anyOtherPartGivesAnotherDigest() {
        Stream<Binding> bindings =
                Stream.of(
                        new Binding(USER, ACCOUNT, QUOTE, "RS35", 100, "NOK", 1000, "RSD"),
                        new Binding(OTHER, ACCOUNT, QUOTE, "RS35", 100, "NOK", 1000, "RSD"),
                        new Binding(USER, OTHER, QUOTE, "RS35", 100, "NOK", 1000, "RSD"),
                        new Binding(
                                USER, ACCOUNT, USER.toString(), "RS35", 100, "NOK", 1000, "RSD"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS36", 100, "NOK", 1000, "RSD"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS35", 101, "NOK", 1000, "RSD"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS35", 100, "SEK", 1000, "RSD"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS35", 100, "NOK", 1001, "RSD"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS35", 100, "NOK", 1000, "BAM"),
                        new Binding(USER, ACCOUNT, QUOTE, "RS351", 0, "NOK", 1000, "RSD"));

        Set<String> digests =
                bindings.map(binding -> HexFormat.of().formatHex(binding.sha256()))
                        .collect(Collectors.toSet());

        assertThat(digests).hasSize(10);
    }

    @Test
    void itDoesNotPrintTheAccount() {
        assertThat(new Binding(USER, ACCOUNT, QUOTE, "RS35", 100, "NOK", 1000, "RSD").toString())
                .doesNotContain("RS35");
    }
}
