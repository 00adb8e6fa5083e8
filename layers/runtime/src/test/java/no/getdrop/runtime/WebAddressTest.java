package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

class WebAddressTest {
    private static final URI BANK = URI.create("https://bank.example");
    private static final URI LOCAL_BANK = URI.create("http://127.0.0.1:4711");

    @Test
    void anAddressWithHttpsIsTakenAsItIs() {
        String text = "https://other.example:8443/sca?id=%C3%B8#here";
        assertThat(WebAddress.parse(text, BANK)).contains(URI.create(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "/sca",
                "https:",
                "https:///sca",
                "https:bank.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "http://bank.example/sca",
                "http://127.0.0.1/sca",
                "https://dnb.no@evil.example/",
                "https://bank.example/ø",
                "https://bank.example/ x",
                "https://bank.example/\0",
                "https://bank.example/|"
            })
    void whatNoBrowserMayBeSentToIsNone(String text) {
        assertThat(WebAddress.parse(text, BANK)).isEmpty();
    }

    @Test
    void anAddressIsNotLongerThanEveryBrowserTakesIt() {
        assertThat(WebAddress.parse("https://bank.example/" + "a".repeat(2_000), BANK)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000/",
                "http://[::1]/",
                "http://127.0.0.9/",
                "HTTP://127.0.0.1:9/"
            })
    void whoIsSpokenToWithoutTlsOnThisMachineMayLeadToThisMachine(String text) {
        assertThat(WebAddress.parse(text, LOCAL_BANK)).isPresent();
        assertThat(WebAddress.parse(text, BANK)).isEmpty();
    }

    @Test
    void itMayLeadToItselfAndNowhereElse() {
        URI bank = URI.create("http://bank:8080");
        assertThat(WebAddress.parse("http://bank:8080/sca", bank)).isPresent();
        assertThat(WebAddress.parse("http://evil.example/sca", bank)).isEmpty();
        assertThat(WebAddress.parse("http://127.0.0.1.evil.example/sca", bank)).isEmpty();
    }
}
