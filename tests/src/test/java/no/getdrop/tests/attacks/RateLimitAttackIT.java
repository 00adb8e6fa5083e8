package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// More requests than anybody may send, made to look like somebody else's or like others.
@ExtendWith(Suite.class)
final class RateLimitAttackIT {
    private static final String LOGIN = "/v1/auth/bankid?platform=mobile";

    private static final List<String> ADDRESSES =
            List.of(
                    "X-Forwarded-For",
                    "X-Real-IP",
                    "X-Client-IP",
                    "X-Cluster-Client-IP",
                    "X-Originating-IP",
                    "X-Remote-IP",
                    "X-Remote-Addr",
                    "CF-Connecting-IP",
                    "True-Client-IP",
                    "Fastly-Client-IP",
                    "X-Azure-ClientIP",
                    "Forwarded",
                    "Via");

    @BeforeEach
    void awaitRoomInTheMinute(Drop drop) throws InterruptedException {
        drop.awaitRoomInTheMinute(10);
    }

    @Test
    void namesAnotherAddressInAHeader(Drop drop) {
        Customer attacker = drop.newCustomer();
        exhaust(attacker);
        for (int i = 0; i < ADDRESSES.size(); i++) {
            String address = "203.0.113." + i;
            String header = ADDRESSES.get(i);
            String value = header.equals("Forwarded") ? "for=" + address : address;
            Answer answer = attacker.send("GET", LOGIN, Map.of(header, value), null);
            assertThat(answer.status()).as(header).isEqualTo(429);
        }
    }

    @Test
    void spellsTheAddressInAnotherWay(Drop drop) {
        Customer attacker = drop.newCustomer();
        exhaust(attacker);
        for (String target :
                List.of(
                        "/v1/auth/bankid?platform=web",
                        "/v1/auth/bankid?platform=mobile&x=1",
                        "/v1/auth/bankid/?platform=mobile",
                        "/v1/auth//bankid?platform=mobile",
                        "/V1/AUTH/BANKID?platform=mobile",
                        "/v1/auth/%62ankid?platform=mobile",
                        "/v1/auth/bankid;x=1?platform=mobile",
                        "/v1/./auth/bankid?platform=mobile",
                        "/v1/auth/bankid%2f?platform=mobile",
                        "//v1/auth/bankid?platform=mobile")) {
            Answer answer = Wire.get(drop.host().url(), target);
            assertThat(answer.status()).as(target).isBetween(400, 499);
        }
        assertThat(Wire.send(drop.host().url(), "HEAD", LOGIN).status()).isEqualTo(429);
    }

    @Test
    void sharesTheirOwnLimitAmongSeveralSessions(Drop drop) {
        Customer phone = drop.newCustomer().login();
        drop.clearLimits();
        Customer tablet = phone.onAnotherDevice().login();
        List<Integer> left = new ArrayList<>();
        for (Customer device : List.of(phone, tablet, phone, tablet)) {
            left.add(remaining(device.get("/v1/accounts")));
        }
        assertThat(left).containsExactly(299, 298, 297, 296);
    }

    /// One customer has a whole /64 of addresses to choose from.
    @Test
    void comesFromAnotherAddressOfTheirOwnNetwork(Drop drop) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            statuses.add(login("2001:db8:7:1::" + Integer.toHexString(i * 4_099)).status(drop));
        }
        assertThat(statuses.subList(0, 10)).containsOnly(200);
        assertThat(statuses.subList(10, 12)).containsOnly(429);
        for (String spelled :
                List.of(
                        "2001:DB8:7:1::FFFF",
                        "2001:0db8:0007:0001:0000:0000:0000:0001",
                        "2001:db8:7:1:a:b:192.0.2.1")) {
            assertThat(login(spelled).status(drop)).as(spelled).isEqualTo(429);
        }
        assertThat(login("2001:db8:7:2::1").status(drop)).as("a neighbour").isEqualTo(200);
        assertThat(login("::ffff:192.0.2.1").status(drop)).isEqualTo(200);
        for (int i = 0; i < 9; i++) {
            login("192.0.2.1").status(drop);
        }
        assertThat(login("::ffff:192.0.2.1").status(drop)).as("the same address").isEqualTo(429);
    }

    private static GatewayEvent login(String sourceIp) {
        return GatewayEvent.get("/v1/auth/bankid", Map.of("platform", List.of("mobile")), sourceIp);
    }

    private static void exhaust(Customer attacker) {
        for (int i = 0; i < 10; i++) {
            assertThat(attacker.get(LOGIN).status()).isEqualTo(200);
        }
        assertThat(attacker.get(LOGIN).status()).isEqualTo(429);
    }

    private static int remaining(Answer answer) {
        answer.expect(200);
        return Integer.parseInt(answer.header("RateLimit").replaceAll(".*r=([0-9]+);.*", "$1"));
    }
}
