package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class ListPublishersTest {
    private Instant now = Instant.parse("2026-11-26T05:06:07.089Z");
    private ListPublishers publishers;

    @BeforeEach
    void start() throws Exception {
        publishers = ListPublishers.start(() -> now);
    }

    @AfterEach
    void stop() {
        publishers.close();
    }

    @Test
    void eachListIsOfToday() {
        assertThat(Caller.get(publishers.euUrl()).body())
                .contains("generationDate=\"2026-11-26T05:06:07Z\"", "Vuk Nepostojević");
        assertThat(Caller.get(publishers.unUrl()).body())
                .contains("dateGenerated=\"2026-11-26T05:06:07Z\"", "رفيق غير موجود");
    }

    @Test
    void ofacsIsWhereItRedirectsTo() {
        Reply redirect = Caller.get(publishers.ofacUrl());

        assertThat(redirect.status()).isEqualTo(302);
        assertThat(Caller.get(redirect.location()).body())
                .contains("<Publish_Date>11/26/2026</Publish_Date>", "HAYALI");
    }

    @Test
    void theEusListWantsItsToken() {
        String address = publishers.euUrl().toString();
        assertThat(status(address.replace("token=local", "token=guess"))).isEqualTo(403);
        assertThat(status(address.replace("?token=local", ""))).isEqualTo(403);
    }

    @Test
    void ofacsFileIsGivenForASignatureThatIsItsOwnAndFresh() {
        String signed = Caller.get(publishers.ofacUrl()).location().toString();
        String signature = signed.substring(signed.indexOf("&X-Amz-Signature="));

        assertRefused(Caller.get(URI.create(signed.replace(signature, ""))), "AccessDenied");
        assertRefused(
                Caller.get(URI.create(signed.replace("Expires=300", "Expires=3000"))),
                "SignatureDoesNotMatch");
        assertRefused(
                Caller.get(URI.create(signed.replace(signature, "&X-Amz-Signature=00"))),
                "SignatureDoesNotMatch");
        Reply twice = Caller.get(URI.create(signed), Map.of("Authorization", "Bearer x"));
        assertThat(twice.status()).isEqualTo(400);
        now = now.plusSeconds(299);
        assertThat(status(signed)).isEqualTo(200);
        now = now.plusSeconds(2);
        assertRefused(Caller.get(URI.create(signed)), "Request has expired");
    }

    @Test
    void whoTakesNoXmlOrWantsToWriteGetsNothing() {
        for (URI address : List.of(publishers.euUrl(), publishers.unUrl())) {
            assertThat(Caller.get(address, Map.of("Accept", "text/html")).status()).isEqualTo(406);
            assertThat(Caller.send("POST", address, Map.of(), "").status()).isEqualTo(405);
        }
    }

    @Test
    void aPublisherCanFail() {
        publishers.switches().add(Switch.on("eu").answering(503));

        assertThat(Caller.get(publishers.euUrl()).status()).isEqualTo(503);
        assertThat(publishers.calls("eu")).isOne();
    }

    private static int status(String address) {
        return Caller.get(URI.create(address)).status();
    }

    private static void assertRefused(Reply reply, String said) {
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains(said);
    }
}
