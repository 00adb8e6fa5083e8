package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// A regular expression of the web ACL over a path, with what is done to the path before.
///
/// @param transformations AWS's names in the order in which they are made
record PathMatch(Pattern pattern, List<String> transformations) {
    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    /// The first match of a path in a statement.
    static PathMatch of(JsonNode statement) {
        JsonNode match = statement.findPath("RegexMatchStatement");
        return new PathMatch(
                Pattern.compile(match.path("RegexString").asText()),
                StreamSupport.stream(match.path("TextTransformations").spliterator(), false)
                        .sorted(Comparator.comparingInt(each -> each.path("Priority").asInt()))
                        .map(each -> each.path("Type").asText())
                        .toList());
    }

    /// Whether a path as it was sent is matched.
    boolean takes(String path) {
        String read = path;
        for (String transformation : transformations) {
            read = transformed(read, transformation);
        }
        return pattern.matcher(read).find();
    }

    private static String transformed(String path, String transformation) {
        return switch (transformation) {
            case "NONE" -> path;
            case "LOWERCASE" -> path.toLowerCase(Locale.ROOT);
            case "URL_DECODE" -> ENCODED.matcher(path).replaceAll(PathMatch::decoded);
            case "NORMALIZE_PATH" -> normalized(path);
            default -> throw new AssertionError(transformation + " is not known here");
        };
    }

    private static String decoded(MatchResult encoded) {
        return java.util.regex.Matcher.quoteReplacement(
                Character.toString(Integer.parseInt(encoded.group(1), 16)));
    }

    /// Several slashes are one, `.` is left out and `..` takes what is before it away.
    private static String normalized(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/+", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String joined = String.join("/", segments);
        return joined.startsWith("/") ? joined : "/" + joined;
    }
}
