package no.getdrop.compliance.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a document must not be able to do: read a file, name another address, fill the memory, or
/// pass for a shorter list.
class ListXmlTest {
    @TempDir private Path folder;

    @Test
    void aDocumentTypeIsRefusedAndItsEntitiesAreNeverRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret");
        String document =
                """
                <?xml version="1.0"?>
                <!DOCTYPE list [<!ENTITY secret SYSTEM "%s">]>
                <list><entry><name>&secret;</name></entry></list>
                """
                        .formatted(secret.toUri());

        assertThatThrownBy(() -> read(document))
                .isInstanceOf(ListRefusedException.class)
                .hasMessage("it has a document type, which no such list has");
    }

    @Test
    void entitiesThatGrowAreRefused() {
        StringBuilder document =
                new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE list [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            document.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        document.append("]><list><entry>&a29;</entry></list>");

        assertThatThrownBy(() -> read(document.toString()))
                .isInstanceOf(ListRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 0.5, 0.7, 0.9, 0.99})
    void aDocumentThatWasCutOffIsRefusedWherever(double share) {
        String whole = Samples.text("un.xml");
        String cut = whole.substring(0, (int) (share * whole.strip().length()));

        assertThatThrownBy(() -> UnList.parse(Samples.stream(cut)))
                .isInstanceOf(ListRefusedException.class)
                .hasMessageStartingWith("it is no whole XML document: ");
    }

    @Test
    void elementsThatStandTooDeepAreRefused() {
        String document = "<list>" + "<a>".repeat(40) + "</a>".repeat(40) + "</list>";

        assertThatThrownBy(() -> read(document))
                .isInstanceOf(ListRefusedException.class)
                .hasMessageContaining("deeper than 32");
    }

    @Test
    void anEntryThatHoldsTooMuchIsRefused() {
        String many = "<list><entry>" + "<a/>".repeat(20_001) + "</entry></list>";
        String large = "<list><entry>" + "a".repeat(4_000_001) + "</entry></list>";

        assertThatThrownBy(() -> read(many)).hasMessageContaining("over 20000 elements");
        assertThatThrownBy(() -> read(large)).hasMessageContaining("over 4000000 letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no XML at all", "{\"error\":\"maintenance\"}"})
    void whatIsNoXmlIsRefused(String document) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(ListRefusedException.class)
                .hasMessageStartingWith("it is no whole XML document: ");
    }

    @Test
    void anotherDocumentIsRefused() {
        assertThatThrownBy(() -> read("<html><body>Maintenance</body></html>"))
                .hasMessage("its root is 'html', expected 'list'");
        assertThatThrownBy(() -> EuList.parse(Samples.stream(Samples.text("un.xml"))))
                .hasMessage("its root is 'CONSOLIDATED_LIST', expected 'export'");
    }

    @Test
    void whatIsNotKnownIsPassedOverAndTextComesWhole() throws ListRefusedException {
        List<Element> entries =
                read(
                        "<list><!-- c --><entry a='1'>one<![CDATA[ & ]]>two<b>x</b>"
                                + "<?p i?></entry><other/></list>");

        assertThat(entries).extracting(Element::name).containsExactly("entry", "other");
        assertThat(entries.getFirst().text()).isEqualTo("one & two");
        assertThat(entries.getFirst().attribute("A")).contains("1");
        assertThat(entries.getFirst().textOf("B")).contains("x");
    }

    private static List<Element> read(String document) throws ListRefusedException {
        List<Element> read = new ArrayList<>();
        ListXml.read(
                Samples.stream(document),
                "list",
                Set.of(),
                new ListXml.Entries() {
                    @Override
                    public void root(Element root) {}

                    @Override
                    public void entry(Element entry) {
                        read.add(entry);
                    }
                });
        return read;
    }
}
