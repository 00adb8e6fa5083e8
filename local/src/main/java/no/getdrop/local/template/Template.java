package no.getdrop.local.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// template.yaml as far as running it on one machine needs: functions, layers, routes, schedules.
///
/// @param stage the REST API's stage name
/// @param binaryMediaTypes media types whose bodies pass as base64
/// @param gatewayAnswers what the gateway answers by itself, by type, such as `DEFAULT_4XX`
/// @param functions by logical id, in the template's order
public record Template(
        String stage,
        List<String> binaryMediaTypes,
        Map<String, GatewayAnswer> gatewayAnswers,
        Map<String, FunctionSpec> functions,
        List<Route> routes,
        List<Schedule> schedules) {
    private static final String FUNCTION = "AWS::Serverless::Function";
    private static final String API = "AWS::Serverless::Api";

    public Template {
        binaryMediaTypes = List.copyOf(binaryMediaTypes);
        gatewayAnswers = Map.copyOf(gatewayAnswers);
        functions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        routes = List.copyOf(routes);
        schedules = List.copyOf(schedules);
    }

    /// Reads the file under the given parameter values.
    ///
    /// @throws TemplateException when it cannot be used; the message names the place
    public static Template load(Path file, Map<String, String> parameters) {
        try {
            return parse(Files.readString(file), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// As [#load], from text.
    public static Template parse(String yaml, Map<String, String> parameters) {
        return new Reader(TemplateYaml.read(yaml), parameters).read();
    }

    /// The function of that logical id.
    public FunctionSpec function(String name) {
        FunctionSpec function = functions.get(name);
        if (function == null) {
            throw new TemplateException(
                    "no function '%s' in template.yaml; there are %s"
                            .formatted(name, String.join(", ", functions.keySet())));
        }
        return function;
    }

    /// Whether no route and no schedule leads to it: it can wait for its first invocation.
    public boolean startsLater(String function) {
        return routes.stream().noneMatch(route -> route.function().equals(function))
                && schedules.stream().noneMatch(each -> each.function().equals(function));
    }

    /// Walks the document once.
    private static final class Reader {
        private final Map<String, Object> resources;
        private final Map<String, Object> globals;
        private final Intrinsics intrinsics;
        private final List<Route> routes = new ArrayList<>();
        private final List<Schedule> schedules = new ArrayList<>();

        Reader(Map<String, Object> document, Map<String, String> parameters) {
            this.resources = Tree.map(document.get("Resources"), "Resources");
            this.globals =
                    Tree.map(
                            Tree.map(document.get("Globals"), "Globals").get("Function"),
                            "Globals.Function");
            this.intrinsics =
                    new Intrinsics(
                            document,
                            parameters,
                            Map.of(
                                    "AWS::Region", "eu-west-1",
                                    "AWS::AccountId", "000000000000",
                                    "AWS::Partition", "aws",
                                    "AWS::StackName", "drop-local",
                                    "AWS::URLSuffix", "amazonaws.com"));
        }

        Template read() {
            String stage = "local";
            List<String> binary = new ArrayList<>();
            Map<String, GatewayAnswer> answers = new LinkedHashMap<>();
            Map<String, FunctionSpec> functions = new LinkedHashMap<>();
            for (Map.Entry<String, Object> entry : resources.entrySet()) {
                String id = entry.getKey();
                Map<String, Object> resource = Tree.map(entry.getValue(), id);
                Object condition = resource.get("Condition");
                if (condition != null && !intrinsics.condition(String.valueOf(condition))) {
                    continue;
                }
                Map<String, Object> properties = Tree.map(resource.get("Properties"), id);
                if (FUNCTION.equals(resource.get("Type"))) {
                    functions.put(id, function(id, properties));
                } else if (API.equals(resource.get("Type"))) {
                    stage = text(Tree.required(properties, "StageName", id), id + ".StageName");
                    for (Object type : Tree.list(properties.get("BinaryMediaTypes"), id)) {
                        binary.add(text(type, id + ".BinaryMediaTypes").replace("~1", "/"));
                    }
                    Tree.map(properties.get("GatewayResponses"), id)
                            .forEach((type, node) -> answers.put(type, gatewayAnswer(node, id)));
                }
            }
            return new Template(stage, binary, answers, functions, routes, schedules);
        }

        /// A gateway response, whose headers' values stand in quotes.
        private GatewayAnswer gatewayAnswer(Object response, String id) {
            String place = id + ".GatewayResponses";
            Map<String, Object> parts = Tree.map(response, place);
            Object status = parts.get("StatusCode");
            Map<String, String> headers = new LinkedHashMap<>();
            Tree.map(Tree.map(parts.get("ResponseParameters"), place).get("Headers"), place)
                    .forEach((name, value) ->
                            headers.put(name, text(value, place).replaceAll("^'|'$", "")));
            Object body = Tree.map(parts.get("ResponseTemplates"), place).get("application/json");
            return new GatewayAnswer(
                    status == null
                            ? OptionalInt.empty()
                            : OptionalInt.of(number(status, place + ".StatusCode")),
                    headers,
                    body == null ? Optional.empty() : Optional.of(text(body, place)));
        }

        private FunctionSpec function(String id, Map<String, Object> properties) {
            events(id, Tree.map(properties.get("Events"), id + ".Events"));
            Object reserved = properties.get("ReservedConcurrentExecutions");
            List<String> layers = new ArrayList<>();
            for (Object layer : Tree.list(globals.get("Layers"), "Globals.Function.Layers")) {
                layers.add(text(layer, "Globals.Function.Layers"));
            }
            for (Object layer : Tree.list(properties.get("Layers"), id + ".Layers")) {
                layers.add(text(layer, id + ".Layers"));
            }
            String snapStart =
                    String.valueOf(
                            Tree.map(property(properties, "SnapStart", Map.of()), id + ".SnapStart")
                                    .get("ApplyOn"));
            return new FunctionSpec(
                    id,
                    text(Tree.required(properties, "Handler", id), id + ".Handler"),
                    number(property(properties, "MemorySize", 128), id + ".MemorySize"),
                    number(property(properties, "Timeout", 3), id + ".Timeout"),
                    snapStart.equals("PublishedVersions"),
                    reserved == null
                            ? OptionalInt.empty()
                            : OptionalInt.of(number(reserved, id + ".ReservedConcurrent")),
                    environment(id, properties),
                    layers);
        }

        private Map<String, Variable> environment(String id, Map<String, Object> properties) {
            Map<String, Variable> variables = new LinkedHashMap<>();
            for (Map<String, Object> source : List.of(globals, properties)) {
                Object environment = source.get("Environment");
                Map<String, Object> declared =
                        Tree.map(
                                Tree.map(environment, id + ".Environment").get("Variables"),
                                id + ".Environment.Variables");
                declared.forEach(
                        (name, node) -> variables.put(name, variable(node, id + " " + name)));
            }
            return variables;
        }

        private Variable variable(Object node, String place) {
            try {
                Object value = intrinsics.resolve(node, place);
                return value instanceof Intrinsics.NoValue
                        ? new Variable.Absent()
                        : new Variable.Value(text(value, place));
            } catch (Intrinsics.Unresolvable e) {
                return new Variable.Unresolved(String.valueOf(e.getMessage()));
            }
        }

        private void events(String id, Map<String, Object> events) {
            events.forEach((name, node) -> {
                String place = id + ".Events." + name;
                Map<String, Object> event = Tree.map(node, place);
                Map<String, Object> properties =
                        Tree.map(event.get("Properties"), place + ".Properties");
                switch (String.valueOf(event.get("Type"))) {
                    case "Api" -> routes.add(route(id, properties, place));
                    case "Schedule", "ScheduleV2" ->
                            schedules.add(schedule(name, id, properties, place));
                    // No topic is here; `./run invoke` brings its messages.
                    case "SNS" -> {}
                    case String other ->
                            throw new TemplateException(
                                    "%s: events of type %s are not run locally"
                                            .formatted(place, other));
                }
            });
        }

        private Route route(String function, Map<String, Object> properties, String place) {
            Map<String, Object> auth = Tree.map(properties.get("Auth"), place + ".Auth");
            return new Route(
                    text(Tree.required(properties, "Method", place), place + ".Method"),
                    text(Tree.required(properties, "Path", place), place + ".Path"),
                    function,
                    "AWS_IAM".equals(auth.get("Authorizer")));
        }

        private Schedule schedule(
                String name, String function, Map<String, Object> properties, String place) {
            String key =
                    properties.containsKey("ScheduleExpression")
                            ? "ScheduleExpression"
                            : "Schedule";
            Object expression = Tree.required(properties, key, place);
            Object input = properties.getOrDefault("Input", "{}");
            return new Schedule(
                    name,
                    function,
                    ScheduleExpression.parse(text(expression, place)),
                    text(input, place + ".Input"));
        }

        private Object property(Map<String, Object> properties, String name, Object fallback) {
            Object own = properties.get(name);
            return own != null ? own : globals.getOrDefault(name, fallback);
        }

        private String text(Object node, String place) {
            try {
                return intrinsics.text(node, place);
            } catch (Intrinsics.Unresolvable e) {
                throw new TemplateException(String.valueOf(e.getMessage()));
            }
        }

        private int number(Object node, String place) {
            String text = text(node, place);
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new TemplateException(place + ": expected a whole number, was " + text);
            }
        }
    }
}
