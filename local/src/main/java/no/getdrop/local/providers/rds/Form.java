package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parameters of one call.
record Form(Map<String, String> fields) {
    private static final Pattern IDENTIFIER =
            Pattern.compile("[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,254}(?<!-)");
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int TAGS_MAX = 50;
    private static final int TAG_KEY_MAX = 128;
    private static final int TAG_VALUE_MAX = 256;

    Form {
        fields = Map.copyOf(fields);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) throws RdsException {
        return text(name)
                .orElseThrow(() ->
                        new RdsException(
                                "MissingParameter",
                                "The request must contain the parameter " + name));
    }

    boolean flag(String name) {
        return text(name).filter("true"::equals).isPresent();
    }

    /// A name for something new, in lower case, as the service keeps it.
    String newIdentifier(String name) throws RdsException {
        String value = required(name);
        if (!IDENTIFIER.matcher(value).matches()) {
            throw RdsException.invalid(
                    ("The parameter %s is not a valid identifier. Identifiers must begin with a"
                                    + " letter; must contain only ASCII letters, digits, and"
                                    + " hyphens; and must not end with a hyphen or contain two"
                                    + " consecutive hyphens.")
                            .formatted(name));
        }
        return value.toLowerCase(Locale.ROOT);
    }

    Optional<Instant> time(String name) throws RdsException {
        try {
            return text(name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new RdsException("MalformedInput", name + " is not a time");
        }
    }

    /// The texts of a list such as `VpcSecurityGroupIds.VpcSecurityGroupId.1`.
    List<String> texts(String list) {
        return List.copyOf(
                numbered(Pattern.compile(Pattern.quote(list) + "\\.\\w+\\.(\\d+)")).values());
    }

    /// `Tags.Tag.1.Key` and `.Value`.
    Map<String, String> tags() throws RdsException {
        Map<Integer, String> keys = numbered(Pattern.compile("Tags\\.\\w+\\.(\\d+)\\.Key"));
        Map<Integer, String> values = numbered(Pattern.compile("Tags\\.\\w+\\.(\\d+)\\.Value"));
        Map<String, String> tags = new LinkedHashMap<>();
        for (Map.Entry<Integer, String> key : keys.entrySet()) {
            String value = values.getOrDefault(key.getKey(), "");
            check(key.getValue(), TAG_KEY_MAX);
            check(value, TAG_VALUE_MAX);
            tags.put(key.getValue(), value);
        }
        if (tags.size() > TAGS_MAX) {
            throw RdsException.invalid("A resource has at most %d tags".formatted(TAGS_MAX));
        }
        return tags;
    }

    /// `Filters.Filter.1.Name` with its values.
    Map<String, List<String>> filters() {
        Map<String, List<String>> filters = new LinkedHashMap<>();
        numbered(Pattern.compile("Filters\\.\\w+\\.(\\d+)\\.Name"))
                .forEach((number, name) -> filters.put(name, filterValues(number)));
        return filters;
    }

    private List<String> filterValues(int number) {
        String value = "Filters\\.\\w+\\.%d\\.Values\\.\\w+\\.(\\d+)".formatted(number);
        return List.copyOf(numbered(Pattern.compile(value)).values());
    }

    private static void check(String text, int lengthMax) throws RdsException {
        if (text.length() > lengthMax
                || text.startsWith("aws:")
                || text.startsWith("rds:")
                || !TAG.matcher(text).matches()) {
            throw RdsException.invalid("'%s' is not allowed in a tag".formatted(text));
        }
    }

    private Map<Integer, String> numbered(Pattern pattern) {
        Map<Integer, String> found = new TreeMap<>();
        fields.forEach((name, value) -> {
            Matcher matcher = pattern.matcher(name);
            if (matcher.matches()) {
                found.put(Integer.valueOf(matcher.group(1)), value);
            }
        });
        return found;
    }
}
