package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;

class ListPublishersTest {
    private ListPublishers publishers;

    @BeforeEach
    void start() throws Exception {
        publishers = ListPublishers.start(() -> Instant.parse("2026-11-26T05:06:07.089Z"));
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
        assertThat(Caller.get(publishers.ofacUrl().resolve("/sls-published/SDN.XML")).body())
                .contains("<Publish_Date>11/26/2026</Publish_Date>", "HAYALI");
    }

    @Test
    void aPublisherCanFail() {
        publishers.switches().add(Switch.on("eu").answering(503));

        assertThat(Caller.get(publishers.euUrl()).status()).isEqualTo(503);
        assertThat(publishers.calls("eu")).isOne();
    }
}
