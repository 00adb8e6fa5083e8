package no.getdrop.cards;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.util.UUID;

class CardsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private World world;

    @BeforeEach
    void start() {
        world = new World(DATABASE.app(), new HandClock(), URI.create("http://127.0.0.1:1"));
    }

    @Test
    void aCustomerSeesTheirOwnCardsAndLimitsAlone() {
        UserId user = world.user();
        UserId other = world.user();
        CardId card = card(user, "4242");
        card(other, "9999");
        assertThat(DATABASE.app().read(Cards.list(user)))
                .extracting(Card::lastFour)
                .containsExactly("4242");
        assertThat(DATABASE.app().read(Cards.limits(user, card)).orElseThrow()).isEmpty();

        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO spending_limits (id, card_id, user_id, period,
                                                                     amount_minor)
                                        VALUES (gen_random_uuid(), :card, :user, 'day', 50000)
                                        """)
                                .bind("card", card.value())
                                .bind("user", user.value())
                                .execute());
        assertThat(DATABASE.app().read(Cards.limits(user, card)).orElseThrow())
                .containsExactly(new SpendingLimit("day", Money.nok(500_00)));
        assertThat(DATABASE.app().read(Cards.limits(other, card))).isEmpty();
    }

    private static CardId card(UserId user, String lastFour) {
        UUID id = UUID.randomUUID();
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO cards (id, user_id, type, last_four, token_ref)
                                        VALUES (:id, :user, 'virtual', :lastFour, :token)
                                        """)
                                .bind("id", id)
                                .bind("user", user.value())
                                .bind("lastFour", lastFour)
                                .bind("token", "ic_" + lastFour)
                                .execute());
        return new CardId(id);
    }
}
