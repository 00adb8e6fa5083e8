package no.getdrop.local.template;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Typed looks into parsed YAML; what is not as expected is named with its place.
final class Tree {
    private Tree() {}

    static Map<String, Object> map(@Nullable Object node, String place) {
        if (node == null) {
            return Map.of();
        }
        if (!(node instanceof Map<?, ?> map)) {
            throw new TemplateException(place + ": expected a mapping, was " + node);
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        map.forEach((key, value) -> typed.put(String.valueOf(key), value == null ? "" : value));
        return typed;
    }

    static List<?> list(@Nullable Object node, String place) {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof List<?> list)) {
            throw new TemplateException(place + ": expected a list, was " + node);
        }
        return list;
    }

    static Object required(Map<String, Object> map, String key, String place) {
        Object value = map.get(key);
        if (value == null) {
            throw new TemplateException(place + ": " + key + " is missing");
        }
        return value;
    }
}
