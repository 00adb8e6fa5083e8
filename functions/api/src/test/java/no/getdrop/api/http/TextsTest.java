package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class TextsTest {
    private static final Locale NORWEGIAN = Locale.forLanguageTag("nb");

    private final Texts texts = new Texts();

    @ParameterizedTest
    @EnumSource(ApiError.class)
    void everyErrorHasItsTextsInBothLanguages(ApiError error) {
        assertThat(texts.title(error, NORWEGIAN))
                .isNotBlank()
                .isNotEqualTo(texts.title(error, Locale.ENGLISH));
        assertThat(texts.message(error, NORWEGIAN))
                .isNotBlank()
                .isNotEqualTo(texts.message(error, Locale.ENGLISH));
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        ResourceBundle norwegian = bundle(NORWEGIAN);
        ResourceBundle english = bundle(Locale.ENGLISH);
        assertThat(norwegian.keySet()).isEqualTo(english.keySet());
        for (String key : norwegian.keySet()) {
            assertThat(norwegian.getString(key)).as(key).isNotBlank();
            assertThat(places(norwegian.getString(key)))
                    .as(key)
                    .isEqualTo(places(english.getString(key)));
        }
    }

    @Test
    void everyDetailInTheSourcesHasItsTextInBothLanguages() {
        Set<String> codes = new TreeSet<>();
        Pattern details = Pattern.compile("(?:Detail\\.of|wrong)\\(\\s*[^,()]+,\\s*\"([a-z_]+)\"");
        Path sources = Path.of("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = details.matcher(Files.readString(file));
                while (matcher.find()) {
                    codes.addAll(complete(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(codes).hasSizeGreaterThan(8).contains("required", "amount", "account");
        for (String code : codes) {
            Detail detail = Detail.of("field", code, "1", "2");
            assertThat(texts.message(detail, NORWEGIAN)).isNotBlank().doesNotContain("{");
            assertThat(texts.message(detail, Locale.ENGLISH)).isNotBlank().doesNotContain("{");
        }
    }

    /// A code that ends in `_` goes on with the period of a limit.
    private static List<String> complete(String code) {
        return code.endsWith("_")
                ? Stream.of("24_hours", "30_days", "12_months").map(code::concat).toList()
                : List.of(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|en",
                "en-GB,en;q=0.9|en",
                "nb|nb",
                "no;q=0.5,en;q=0.4|nb",
                "nn-NO,en;q=0.9|nb",
                "no|nb",
                "en;q=0.1,nb;q=0.2|nb",
                "en;q=0|nb",
                "en;q=0,de|nb",
                "nb;q=0,en;q=0.1|en",
                "sv,da;q=0.9,EN;q=0.1|en",
                "en-US;q=1.0 , nb;q=0.999|en",
                "en;q=7|nb",
                "''|nb",
                "de|nb",
                "*|nb",
                "nb;q=0.4,en;q=0.9|en",
                "total nonsense;;|nb"
            })
    void theLanguageIsTheOnePreferred(String header, String expected) {
        assertThat(Texts.language(header).toLanguageTag()).isEqualTo(expected);
        assertThat(Texts.language(null)).isEqualTo(NORWEGIAN);
    }

    /// What the text leaves open, as `{0}`.
    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        Pattern.compile("\\{[0-9]+")
                .matcher(text)
                .results()
                .forEach(found -> places.add(found.group()));
        return places;
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                "no.getdrop.api.messages",
                language,
                ResourceBundle.Control.getNoFallbackControl(
                        ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
