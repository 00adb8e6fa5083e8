package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClientAddressTest {
    @Test
    void oneCustomersIpv6NetworkIsOneBucketInEverySpelling() {
        assertThat(ClientAddress.bucket("2001:DB8:0:1::7"))
                .isEqualTo(ClientAddress.bucket("2001:db8::1:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(ClientAddress.bucket("2001:db8:0:2::7"));
    }

    @Test
    void anIpv4AddressIsItsOwnBucketAlsoWhenMapped() {
        assertThat(ClientAddress.bucket("192.0.2.7"))
                .isEqualTo("192.0.2.7")
                .isEqualTo(ClientAddress.bucket("::ffff:192.0.2.7"));
    }

    @Test
    void whatIsNoAddressIsNeverLookedUp() {
        assertThat(ClientAddress.bucket("example.com")).isEqualTo("unknown");
        assertThat(ClientAddress.bucket(null)).isEqualTo("unknown");
        assertThat(ClientAddress.bucket("1.2.3.4, 5.6.7.8")).isEqualTo("unknown");
    }
}
