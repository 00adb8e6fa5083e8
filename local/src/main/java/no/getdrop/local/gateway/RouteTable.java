package no.getdrop.local.gateway;

import no.getdrop.local.http.Query;
import no.getdrop.local.template.Route;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The REST API's resources. The most specific path wins, segment by segment: exact before `{name}`
/// before `{name+}`; then its method, else its `ANY`.
final class RouteTable {
    private final Node root = new Node();

    RouteTable(List<Route> routes) {
        routes.forEach(this::add);
    }

    /// The route for a request; empty when the path or the method on that path does not exist (a
    /// less specific resource does not step in for a missing method).
    Optional<Match> find(String method, String path) {
        return find(root, segments(path), 0, new LinkedHashMap<>())
                .flatMap(found -> {
                    Map<String, Route> methods = found.node().methods;
                    Route route = methods.getOrDefault(method, methods.get("ANY"));
                    return Optional.ofNullable(route)
                            .map(known -> new Match(known, found.parameters()));
                });
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : segments(route.path())) {
            if (segment.startsWith("{") && segment.endsWith("+}")) {
                node = node.greedy(segment.substring(1, segment.length() - 2));
            } else if (segment.startsWith("{") && segment.endsWith("}")) {
                node = node.parameter(segment.substring(1, segment.length() - 1));
            } else {
                node = node.exact.computeIfAbsent(segment, name -> new Node());
            }
        }
        Route before = node.methods.put(route.method(), route);
        if (before != null) {
            throw new IllegalArgumentException(
                    "template.yaml routes %s %s to both %s and %s"
                            .formatted(
                                    route.method(),
                                    route.path(),
                                    before.function(),
                                    route.function()));
        }
    }

    private static Optional<Found> find(
            Node node, List<String> segments, int from, Map<String, String> parameters) {
        if (from == segments.size()) {
            return node.methods.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Found(node, parameters));
        }
        String segment = segments.get(from);
        Node exact = node.exact.get(segment);
        if (exact != null) {
            Optional<Found> found = find(exact, segments, from + 1, parameters);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.parameter != null) {
            Map<String, String> more = new LinkedHashMap<>(parameters);
            more.put(node.parameterName, decoded(segment));
            Optional<Found> found = find(node.parameter, segments, from + 1, more);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.greedy != null) {
            Map<String, String> more = new LinkedHashMap<>(parameters);
            String rest = String.join("/", segments.subList(from, segments.size()));
            more.put(node.greedyName, decoded(rest));
            return Optional.of(new Found(node.greedy, more));
        }
        return Optional.empty();
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /// In a path a plus is no space.
    private static String decoded(String text) {
        return Query.decoded(text.replace("+", "%2B"));
    }

    /// A route and what its path's parameters stand for.
    record Match(Route route, Map<String, String> parameters) {}

    private record Found(Node node, Map<String, String> parameters) {}

    private static final class Node {
        final Map<String, Node> exact = new HashMap<>();
        final Map<String, Route> methods = new HashMap<>();
        @Nullable Node parameter;
        String parameterName = "";
        @Nullable Node greedy;
        String greedyName = "";

        Node parameter(String name) {
            parameterName = name;
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }

        Node greedy(String name) {
            greedyName = name;
            if (greedy == null) {
                greedy = new Node();
            }
            return greedy;
        }
    }
}
