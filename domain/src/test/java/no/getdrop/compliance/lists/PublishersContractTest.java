package no.getdrop.compliance.lists;

import static no.getdrop.compliance.lists.Samples.born;
import static no.getdrop.compliance.lists.Samples.entry;
import static no.getdrop.compliance.lists.Samples.strong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.ListPublishers;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Published;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/// Entries as their publishers have them are read over HTTP, and publishers that refuse what they
/// refuse give Drop their lists.
class PublishersContractTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "EU | 2026-08-05T14:47:04.449Z | eu:13 | Saddam Hussein Al-Tikriti, Abu Ali"
                        + " | 1937-04-28/1937-04-28",
                "EU | 2026-08-05T14:47:04.449Z | eu:1 | Robert Gabriel Mugabe"
                        + " | 1924-02-21/1924-02-21",
                "UN | 2026-10-03T23:00:03.428Z | un:QDi.335 | ABD AL-RAHMAN KHALAF UBAYD JUDAY"
                        + " AL-ANIZI, Abd al-Rahman Khalaf al-Anizi | 1973-03-06/1973-03-06",
                "UN | 2026-10-03T23:00:03.428Z | un:CDe.001 | ADF, Allied Democratic Forces | -",
                "OFAC | 2026-09-10T00:00:00Z | ofac:2674 | Abu ABBAS, Muhammad ZAYDAN"
                        + " | 1948-12-10/1948-12-10",
                "OFAC | 2026-09-10T00:00:00Z | ofac:36 | AEROCARIBBEAN AIRLINES, AERO-CARIBBEAN"
                        + " | -"
            })
    void anEntryOfEachPublisherIsRead(
            ListSource source, Instant publishedAt, String id, String names, String birth)
            throws Exception {
        try (FakePublishers publishers = FakePublishers.start()) {
            publishers.publish("/list", Published.bytes(ListSource.class, source.text() + ".xml"));
            ListDocument list = list(source, publishers.address("/list"));

            assertThat(list.publishedAt()).isEqualTo(publishedAt);
            assertThat(list.entries()).hasSize(2);
            assertThat(strong(entry(list, id))).containsExactly(names.split(", ", -1));
            assertThat(String.join(" ", born(entry(list, id))))
                    .isEqualTo(birth == null ? "" : birth);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStrictPublisherGivesDropItsList(ListSource source) throws Exception {
        try (ListPublishers strict = ListPublishers.start(new HandClock())) {
            assertThat(list(source, address(strict, source)).entries()).isNotEmpty();
        }
    }

    @Test
    void anotherTokenThanTheEusIsTurnedAway() throws Exception {
        try (ListPublishers strict = ListPublishers.start(new HandClock())) {
            URI wrong = URI.create(strict.euUrl().toString().replace("=local", "=guess"));

            assertThatThrownBy(() -> list(ListSource.EU, wrong))
                    .isInstanceOf(ListRefusedException.class)
                    .hasMessage("its publisher answered 403");
        }
    }

    /// Each fetch asks OFAC for a fresh address of its file, so none grows old.
    @Test
    void ofacsFileIsFetchedByAFreshAddressEachTime() throws Exception {
        HandClock clock = new HandClock();
        try (ListPublishers strict = ListPublishers.start(clock)) {
            list(ListSource.OFAC, strict.ofacUrl());
            clock.advance(Duration.ofHours(24));
            list(ListSource.OFAC, strict.ofacUrl());

            assertThat(strict.calls("ofac")).isEqualTo(2);
            assertThat(strict.calls("ofac-file")).isEqualTo(2);
        }
    }

    private static ListDocument list(ListSource source, URI address) throws Exception {
        byte[] bytes = new ListDownload(LIMIT).fetch(source, address, LIMIT);
        return source.parse(new ByteArrayInputStream(bytes));
    }

    private static URI address(ListPublishers publishers, ListSource source) {
        return switch (source) {
            case EU -> publishers.euUrl();
            case UN -> publishers.unUrl();
            case OFAC -> publishers.ofacUrl();
        };
    }
}
