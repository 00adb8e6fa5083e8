package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

class FormTest {
    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");
    private static final MediaType PNG = MediaType.IMAGE_PNG;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | image/svg+xml",
                "image/* | image/svg+xml",
                "image/png | image/png",
                "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8 | image/svg+xml",
                "image/png, image/svg+xml;q=0.5 | image/png",
                "image/svg+xml;q=0.5, image/png | image/png",
                "text/html, image/png;q=0.1 | image/png",
                "text/html, */*;q=0.1 | image/svg+xml"
            })
    void theClientsWishDecidesAndElseOurs(String accept, String expected) {
        assertThat(Form.wanted(accept, SVG, PNG).toString()).isEqualTo(expected);
    }

    @Test
    void withoutAWishTheFirstIsGiven() {
        assertThat(Form.wanted((String) null, SVG, PNG)).isEqualTo(SVG);
        assertThat(Form.wanted(" ", SVG, PNG)).isEqualTo(SVG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/webp", "image/png;q=0", "nonsense", "a/b;q=x", "/"})
    void whatIsNotOnOfferIsNotAcceptable(String accept) {
        assertThatThrownBy(() -> Form.wanted(accept, SVG, PNG))
                .isInstanceOf(RefusedException.class);
    }
}
