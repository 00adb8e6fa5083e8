package no.getdrop.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class RecipientsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private Recipients recipients;
    private UserId user;
    private UserId other;

    @BeforeEach
    void start() {
        World world = new World(DATABASE.app(), clock, URI.create("http://127.0.0.1:1"));
        recipients = world.recipients();
        user = world.user();
        other = world.user();
    }

    @Test
    void whatWasAddedIsFoundAsItWasSaid() {
        Recipient added = add(user, "Milica Petrović");

        Recipient found = find(user, added.id()).orElseThrow();

        assertThat(found).isEqualTo(added);
        assertThat(found.iban()).isEqualTo(World.SERBIAN_IBAN);
        assertThat(found.maskedIban()).isEqualTo("RS35••••1379");
    }

    @Test
    void anotherUsersRecipientIsAsIfThereWereNone() {
        RecipientId id = add(user, "Milica").id();

        assertThat(find(other, id)).isEmpty();
        assertThat(recipients.replace(other, id, draft("Mallory"), World.ORIGIN)).isEmpty();
        assertThat(recipients.remove(other, id, World.ORIGIN)).isFalse();
        assertThat(page(other, null, 0, 50)).isEmpty();
        assertThat(find(user, id).orElseThrow().name()).isEqualTo("Milica");
    }

    @Test
    void anUnknownRecipientIsNotFound() {
        RecipientId unknown = new RecipientId(Ids.next());

        assertThat(find(user, unknown)).isEmpty();
        assertThat(recipients.replace(user, unknown, draft("Milica"), World.ORIGIN)).isEmpty();
        assertThat(recipients.remove(user, unknown, World.ORIGIN)).isFalse();
    }

    @Test
    void aReplacedRecipientKeepsItsIdAndHasAllElseNew() {
        Recipient added = add(user, "Milica");
        Recipient.Draft draft =
                new Recipient.Draft(
                        "Jan Kowalski", Corridor.PL, "PKO", "PL61109010140000071219812874");

        Recipient replaced =
                recipients.replace(user, added.id(), draft, World.ORIGIN).orElseThrow();

        assertThat(replaced)
                .isEqualTo(
                        new Recipient(
                                added.id(),
                                "Jan Kowalski",
                                Corridor.PL,
                                "PKO",
                                "PL61109010140000071219812874",
                                added.createdAt()));
        assertThat(find(user, added.id())).contains(replaced);
    }

    @Test
    void aRemovedRecipientIsGoneForItsOwnerToo() {
        RecipientId id = add(user, "Milica").id();

        assertThat(recipients.remove(user, id, World.ORIGIN)).isTrue();

        assertThat(recipients.remove(user, id, World.ORIGIN)).isFalse();
        assertThat(find(user, id)).isEmpty();
        assertThat(recipients.replace(user, id, draft("Milica"), World.ORIGIN)).isEmpty();
        assertThat(page(user, null, 0, 50)).isEmpty();
    }

    @Test
    void pagesShowEachRecipientOnceNewestFirst() {
        List<RecipientId> added = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            clock.advance(Duration.ofMillis(1));
            added.addFirst(add(user, "Recipient " + i).id());
            add(other, "Of another");
        }

        List<RecipientId> byCursor = new ArrayList<>();
        List<Recipient> page = page(user, null, 0, 3);
        while (!page.isEmpty()) {
            page.forEach(recipient -> byCursor.add(recipient.id()));
            page = page(user, page.getLast().id(), 0, 3);
        }

        assertThat(byCursor).isEqualTo(added);
        assertThat(page(user, null, 3, 3)).extracting(Recipient::id).isEqualTo(added.subList(3, 6));
    }

    @Test
    void theAccountIsSealedInItsRow() {
        Recipient added = add(user, "Milica");

        String row =
                DATABASE.owner()
                        .withHandle(handle ->
                                handle.createQuery("SELECT recipients::text FROM recipients")
                                        .mapTo(String.class)
                                        .one());
        assertThat(row).doesNotContain("260005601001611379").contains("1379");
        assertThat(added.toString()).doesNotContain("1379");
    }

    private Recipient add(UserId owner, String name) {
        return DATABASE.app()
                .transaction(handle -> recipients.add(handle, owner, draft(name), World.ORIGIN));
    }

    private static Recipient.Draft draft(String name) {
        return new Recipient.Draft(name, Corridor.RS, null, World.SERBIAN_IBAN);
    }

    private Optional<Recipient> find(UserId owner, RecipientId id) {
        return DATABASE.app().read(recipients.find(owner, id));
    }

    private List<Recipient> page(
            UserId owner, @Nullable RecipientId before, int offset, int limit) {
        return DATABASE.app().read(recipients.page(owner, before, offset, limit));
    }
}
