package no.getdrop.local.providers.http;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which form of an answer a caller takes, by its header `Accept` (RFC 9110 §12.5.1).
final class MediaTypes {
    private MediaTypes() {}

    /// A part of the header, such as `application/*;q=0.9`.
    private record Range(String type, double weight) {
        static Range of(String written) {
            List<String> parts = Request.split(written, ';');
            double weight =
                    parts.stream()
                            .map(String::strip)
                            .filter(part -> part.matches("q=[01](\\.[0-9]{1,3})?"))
                            .map(part -> Double.parseDouble(part.substring(2)))
                            .findFirst()
                            .orElse(1.0);
            return new Range(parts.getFirst().strip().toLowerCase(Locale.ROOT), weight);
        }

        boolean holds(String offered) {
            return type.equals("*/*")
                    || type.equals(offered)
                    || (type.endsWith("/*")
                            && offered.startsWith(type.substring(0, type.length() - 1)));
        }
    }

    /// The offered type that the caller likes best, the first of those it likes alike; empty when
    /// it takes none of them. Who says nothing takes the first.
    static Optional<String> best(Optional<String> accept, List<String> offered) {
        return Request.split(accept.orElse("*/*"), ',').stream()
                .map(Range::of)
                .filter(range -> range.weight() > 0)
                .sorted(Comparator.comparingDouble(Range::weight).reversed())
                .flatMap(range -> offered.stream().filter(range::holds))
                .findFirst();
    }
}
