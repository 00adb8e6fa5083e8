package no.getdrop.api.http;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// The texts that people read: Norwegian, or English for who prefers it.
@Component
public final class Texts {
    private static final Locale NORWEGIAN = Locale.forLanguageTag("nb");
    private static final List<Locale> KNOWN = List.of(NORWEGIAN, Locale.ENGLISH);

    private final ResourceBundle norwegian = bundle(NORWEGIAN);
    private final ResourceBundle english = bundle(Locale.ENGLISH);

    /// The language that `Accept-Language` asks for, Norwegian unless English is preferred.
    public static Locale language(@Nullable String acceptLanguage) {
        if (acceptLanguage == null) {
            return NORWEGIAN;
        }
        try {
            Locale preferred = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), KNOWN);
            return preferred == null ? NORWEGIAN : preferred;
        } catch (IllegalArgumentException e) {
            return NORWEGIAN;
        }
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

    private String text(String key, Locale language) {
        return (language.equals(Locale.ENGLISH) ? english : norwegian).getString(key);
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                "no.getdrop.api.messages",
                language,
                ResourceBundle.Control.getNoFallbackControl(
                        ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
