package no.getdrop.api.http;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

import java.text.MessageFormat;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/// The texts that people read: Norwegian, or English for who prefers it.
@Component
public final class Texts {
    private static final Locale NORWEGIAN = Locale.forLanguageTag("nb");
    private static final List<Locale> KNOWN = List.of(NORWEGIAN, Locale.ENGLISH);

    private static final Map<String, List<String>> READABLE =
            Map.of("no", List.of("no", "nb"), "nn", List.of("nn", "nb"));

    private final ResourceBundle norwegian = bundle(NORWEGIAN);
    private final ResourceBundle english = bundle(Locale.ENGLISH);

    /// The language that `Accept-Language` asks for by its weights (RFC 9110, RFC 4647 § 3.4),
    /// Norwegian unless English is preferred. Whoever reads Norwegian in general, or Nynorsk, gets
    /// the Norwegian that there is.
    static Locale language(@Nullable String acceptLanguage) {
        if (acceptLanguage == null) {
            return NORWEGIAN;
        }
        try {
            Locale preferred =
                    Locale.lookup(
                            Locale.LanguageRange.mapEquivalents(
                                    Locale.LanguageRange.parse(acceptLanguage).stream()
                                            .filter(range -> range.getWeight() > 0)
                                            .toList(),
                                    READABLE),
                            KNOWN);
            return preferred == null ? NORWEGIAN : preferred;
        } catch (IllegalArgumentException e) {
            return NORWEGIAN;
        }
    }

    /// The language that a request asks for.
    public static Locale languageOf(HttpServletRequest request) {
        return language(
                String.join(
                        ",", Collections.list(request.getHeaders(HttpHeaders.ACCEPT_LANGUAGE))));
    }

    /// A text that is no error's, by its key.
    public String text(String key, Locale language) {
        return (language.equals(Locale.ENGLISH) ? english : norwegian).getString(key);
    }

    /// The short name of an error.
    public String title(ApiError error, Locale language) {
        return text("error." + error.code() + ".title", language);
    }

    /// What happened and what to do.
    public String message(ApiError error, Locale language) {
        return text("error." + error.code(), language);
    }

    /// What is wrong with a field.
    public String message(Detail detail, Locale language) {
        String pattern = text("detail." + detail.code(), language);
        return new MessageFormat(pattern, language).format(detail.arguments().toArray());
    }

    /// A text with its places filled in, such as `receipt.title`.
    public String line(String key, Locale language, Object... arguments) {
        return new MessageFormat(text(key, language), language).format(arguments);
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                "no.getdrop.api.messages",
                language,
                ResourceBundle.Control.getNoFallbackControl(
                        ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
