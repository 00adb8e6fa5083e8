package no.getdrop.api.cards;

import no.getdrop.api.features.Feature;
import no.getdrop.api.features.Gated;
import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.RefusedException;
import no.getdrop.cards.Card;
import no.getdrop.cards.CardId;
import no.getdrop.cards.Cards;
import no.getdrop.cards.SpendingLimit;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The customer's cards, while the features are on. What only an issuer can do (order, freeze, PIN,
/// details, limits that hold) has no route: none is connected.
@RestController
final class CardsController {
    record CardView(String id, String type, String status, String lastFour, Instant createdAt) {
        static CardView of(Card card) {
            return new CardView(
                    card.id().toString(),
                    card.type(),
                    card.status(),
                    card.lastFour(),
                    card.createdAt());
        }
    }

    record LimitView(String period, BigDecimal amount, String currency) {
        static LimitView of(SpendingLimit limit) {
            return new LimitView(
                    limit.period(),
                    limit.amount().decimal(),
                    limit.amount().currency().getCurrencyCode());
        }
    }

    @GetMapping("/v1/cards")
    @Access(Access.Who.CUSTOMER)
    @Gated(Feature.VIRTUAL_CARDS)
    Data<List<CardView>> list(Entrance entrance) {
        return new Data<>(
                entrance.read(Cards.list(entrance.userId())).stream().map(CardView::of).toList());
    }

    @GetMapping("/v1/cards/{id}/limits")
    @Access(Access.Who.CUSTOMER)
    @Gated(Feature.SPENDING_LIMITS)
    Data<List<LimitView>> limits(Entrance entrance, @PathVariable String id) {
        CardId cardId = CardId.parse(id).orElseThrow(CardsController::notFound);
        Optional<List<SpendingLimit>> limits =
                entrance.read(Cards.limits(entrance.userId(), cardId));
        return new Data<>(
                limits.orElseThrow(CardsController::notFound).stream().map(LimitView::of).toList());
    }

    private static RefusedException notFound() {
        return RefusedException.of(ApiError.CARD_NOT_FOUND);
    }
}
