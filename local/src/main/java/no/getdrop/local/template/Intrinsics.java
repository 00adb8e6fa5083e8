package no.getdrop.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Works out CloudFormation's functions as far as parameters, mappings and conditions go.
///
/// What only a deployed stack knows (an endpoint, an import) ends in an [Unresolvable] that says
/// which part it is.
final class Intrinsics {
    /// Stands for `AWS::NoValue`.
    record NoValue() {}

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, Object> document;
    private final Map<String, String> parameters;
    private final Map<String, String> pseudoParameters;

    Intrinsics(
            Map<String, Object> document,
            Map<String, String> parameters,
            Map<String, String> pseudoParameters) {
        this.document = document;
        this.parameters = Map.copyOf(parameters);
        this.pseudoParameters = Map.copyOf(pseudoParameters);
    }

    /// The node with every function in it worked out.
    Object resolve(Object node, String place) {
        return switch (node) {
            case Map<?, ?> map -> resolveMap(Tree.map(map, place), place);
            case List<?> list -> resolveList(list, place);
            default -> node;
        };
    }

    /// The node as text.
    String text(Object node, String place) {
        Object value = resolve(node, place);
        return switch (value) {
            case String text -> text;
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case List<?> list -> String.join(",", strings(list, place));
            default -> throw new TemplateException(place + ": expected text, was " + value);
        };
    }

    boolean condition(String name) {
        String place = "Conditions." + name;
        Object node = Tree.required(section("Conditions"), name, "Conditions");
        return truth(node, place);
    }

    private Object resolveMap(Map<String, Object> map, String place) {
        if (map.size() == 1) {
            String key = map.keySet().iterator().next();
            if (key.equals("Ref")) {
                return ref(String.valueOf(map.get(key)), place);
            }
            if (key.startsWith("Fn::")) {
                return function(key, Tree.required(map, key, place), place);
            }
        }
        Map<String, Object> resolved = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Object part = resolve(value, place + "." + key);
            if (!(part instanceof NoValue)) {
                resolved.put(key, part);
            }
        });
        return resolved;
    }

    private List<Object> resolveList(List<?> list, String place) {
        List<Object> resolved = new ArrayList<>();
        for (Object item : list) {
            Object part = resolve(item, place);
            if (!(part instanceof NoValue)) {
                resolved.add(part);
            }
        }
        return resolved;
    }

    private Object function(String name, Object argument, String place) {
        return switch (name) {
            case "Fn::Sub" -> sub(argument, place);
            case "Fn::If" -> {
                List<?> parts = arguments(argument, 3, name, place);
                boolean holds = condition(String.valueOf(parts.get(0)));
                yield resolve(parts.get(holds ? 1 : 2), place);
            }
            case "Fn::FindInMap" -> findInMap(arguments(argument, 3, name, place), place);
            case "Fn::GetAtt" -> getAtt(Tree.list(argument, place), place);
            case "Fn::Join" -> {
                List<?> parts = arguments(argument, 2, name, place);
                Object list = resolve(parts.get(1), place);
                yield String.join(
                        String.valueOf(parts.get(0)), strings(Tree.list(list, place), place));
            }
            case "Fn::Split" -> {
                List<?> parts = arguments(argument, 2, name, place);
                yield List.of(
                        text(parts.get(1), place)
                                .split(Pattern.quote(String.valueOf(parts.get(0))), -1));
            }
            case "Fn::Select" -> {
                List<?> parts = arguments(argument, 2, name, place);
                List<?> list = Tree.list(resolve(parts.get(1), place), place);
                yield resolve(list.get(Integer.parseInt(text(parts.get(0), place))), place);
            }
            default ->
                    throw new Unresolvable(
                            "%s: %s is not known on this machine".formatted(place, name));
        };
    }

    private boolean truth(Object node, String place) {
        Map<String, Object> map = Tree.map(node, place);
        String key = map.keySet().iterator().next();
        Object argument = Tree.required(map, key, place);
        return switch (key) {
            case "Fn::Equals" -> {
                List<?> parts = arguments(argument, 2, key, place);
                yield text(parts.get(0), place).equals(text(parts.get(1), place));
            }
            case "Fn::Not" -> !truth(arguments(argument, 1, key, place).get(0), place);
            case "Fn::And" ->
                    Tree.list(argument, place).stream().allMatch(part -> truth(part, place));
            case "Fn::Or" ->
                    Tree.list(argument, place).stream().anyMatch(part -> truth(part, place));
            case "Condition" -> condition(String.valueOf(argument));
            default -> throw new TemplateException(place + ": no condition function " + key);
        };
    }

    private Object ref(String name, String place) {
        if (name.equals("AWS::NoValue")) {
            return new NoValue();
        }
        String pseudo = pseudoParameters.get(name);
        if (pseudo != null) {
            return pseudo;
        }
        if (section("Parameters").containsKey(name)) {
            return parameter(name, place);
        }
        if (section("Resources").containsKey(name)) {
            // Names are the logical ids here, as no stack makes longer ones of them.
            return name;
        }
        if (isPublished(name)) {
            throw new Unresolvable("%s: %s is known to a stack alone".formatted(place, name));
        }
        throw new TemplateException(
                "%s: Ref %s names nothing in the template".formatted(place, name));
    }

    /// Whether it is what SAM publishes of a function, `<function>.Version` or `<function>.Alias`.
    private boolean isPublished(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && List.of("Version", "Alias").contains(name.substring(dot + 1))
                && section("Resources").containsKey(name.substring(0, dot));
    }

    private Object parameter(String name, String place) {
        Map<String, Object> declared =
                Tree.map(section("Parameters").get(name), "Parameters." + name);
        Object value =
                parameters.containsKey(name) ? parameters.get(name) : declared.get("Default");
        if (value == null) {
            throw new Unresolvable(
                    "%s: parameter %s has neither a default nor a value on this machine"
                            .formatted(place, name));
        }
        String text = String.valueOf(value);
        return "CommaDelimitedList".equals(declared.get("Type"))
                ? List.of(text.split("\\s*,\\s*", -1))
                : text;
    }

    private Object sub(Object argument, String place) {
        Map<String, Object> extra = Map.of();
        Object template = argument;
        if (argument instanceof List<?> parts && parts.size() == 2) {
            template = parts.get(0);
            extra = Tree.map(parts.get(1), place);
        }
        Matcher matcher = PLACEHOLDER.matcher(String.valueOf(template));
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1).strip();
            matcher.appendReplacement(
                    text, Matcher.quoteReplacement(placeholder(name, extra, place)));
        }
        matcher.appendTail(text);
        return text.toString();
    }

    private String placeholder(String name, Map<String, Object> extra, String place) {
        if (name.startsWith("!")) {
            return "${" + name.substring(1) + "}";
        }
        Object value = extra.get(name);
        if (value != null) {
            return text(value, place);
        }
        return name.contains(".")
                ? String.valueOf(getAtt(List.of(name.split("\\.", 2)), place))
                : String.valueOf(ref(name, place));
    }

    private Object findInMap(List<?> parts, String place) {
        Object node = section("Mappings");
        for (Object part : parts) {
            node = Tree.required(Tree.map(node, place), text(part, place), place + " FindInMap");
        }
        return node;
    }

    private Object getAtt(List<?> parts, String place) {
        String resource = String.valueOf(parts.get(0));
        String attribute = String.valueOf(parts.get(1));
        Map<String, Object> declared =
                Tree.map(
                        Tree.required(section("Resources"), resource, place + " GetAtt"),
                        "Resources." + resource);
        String service =
                switch (String.valueOf(declared.get("Type"))) {
                    case "AWS::Serverless::Function" -> "lambda:%s:%s:function:" + resource;
                    case "AWS::SQS::Queue" -> "sqs:%s:%s:" + resource;
                    default -> "";
                };
        if (!attribute.equals("Arn") || service.isEmpty()) {
            throw new Unresolvable(
                    "%s: %s.%s exists in a deployed stack only"
                            .formatted(place, resource, attribute));
        }
        return "arn:aws:"
                + service.formatted(
                        pseudoParameters.get("AWS::Region"),
                        pseudoParameters.get("AWS::AccountId"));
    }

    private List<String> strings(List<?> list, String place) {
        List<String> strings = new ArrayList<>();
        for (Object item : list) {
            strings.add(text(item, place));
        }
        return strings;
    }

    private Map<String, Object> section(String name) {
        return Tree.map(document.get(name), name);
    }

    private static List<?> arguments(Object argument, int count, String name, String place) {
        List<?> parts = Tree.list(argument, place);
        if (parts.size() != count) {
            throw new TemplateException(
                    "%s: %s takes %d arguments, has %d"
                            .formatted(place, name, count, parts.size()));
        }
        return parts;
    }

    /// Something that only a deployed stack knows.
    static final class Unresolvable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unresolvable(String message) {
            super(message);
        }
    }
}
