package no.getdrop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

final class SvgTest {
    @Test
    void aPictureIsWellFormedWhateverItsWords() throws Exception {
        Svg svg =
                new Svg(400, 300, "a < b & c")
                        .axes("payments", "ms")
                        .bar(80, 100, 20, 30, Svg.COLOURS.getFirst())
                        .dot(90, 90, Svg.COLOURS.get(1))
                        .path(List.of(70.0, 80.0, 90.5, 100.25), Svg.COLOURS.get(2))
                        .legend(List.of("create", "get"));
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                new ByteArrayInputStream(
                                        svg.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("a < b & c");
        assertThat(document.getElementsByTagName("polyline").item(0).getAttributes())
                .satisfies(attributes ->
                        assertThat(attributes.getNamedItem("points").getNodeValue())
                                .isEqualTo("70.0,80.0 90.5,100.3"));
    }
}
