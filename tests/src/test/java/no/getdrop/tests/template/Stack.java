package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What would be deployed. References are texts: `${Vpc}`, `${DatabaseCluster.Endpoint.Address}`.
record Stack(JsonNode document) {
    /// The account that `checks/transform` puts in.
    static final String ACCOUNT = "111122223333";

    private static final String HOOKS = "no.getdrop.deployment.";

    /// What CloudFormation or SAM would refuse, in words.
    List<String> refused() {
        return texts(document.path("Refused"));
    }

    /// The properties of all resources of a type by their logical id.
    Map<String, JsonNode> of(String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        document.path("Resources")
                .properties()
                .forEach(each -> {
                    if (each.getValue().path("Type").asText().equals(type)) {
                        found.put(each.getKey(), each.getValue().path("Properties"));
                    }
                });
        return found;
    }

    /// The properties of the functions.
    Map<String, JsonNode> functions() {
        return of("AWS::Lambda::Function");
    }

    /// The functions that CodeDeploy asks during a deployment.
    Set<String> hooks() {
        Set<String> hooks = new TreeSet<>();
        functions()
                .forEach((id, function) -> {
                    if (function.path("Handler").asText().startsWith(HOOKS)) {
                        hooks.add(id);
                    }
                });
        return hooks;
    }

    /// The resource of that id, missing if there is none.
    JsonNode resource(String id) {
        return document.path("Resources").path(id);
    }

    /// The properties of the resource of that id, missing if there is none.
    JsonNode properties(String id) {
        return resource(id).path("Properties");
    }

    /// A property's text; empty if there is none.
    String text(String id, String pointer) {
        return properties(id).at(pointer).asText();
    }

    /// A function's variables.
    Map<String, String> variables(String function) {
        Map<String, String> variables = new TreeMap<>();
        properties(function)
                .at("/Environment/Variables")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        return variables;
    }

    /// What a function's role allows and denies.
    List<JsonNode> statements(String function) {
        List<JsonNode> statements = new ArrayList<>();
        for (JsonNode policy : properties(id(text(function, "/Role"))).path("Policies")) {
            policy.at("/PolicyDocument/Statement").forEach(statements::add);
        }
        return statements;
    }

    /// The statements that allow an action.
    List<JsonNode> allowing(String function, String action) {
        return statements(function).stream()
                .filter(each -> each.path("Effect").asText().equals("Allow"))
                .filter(each -> texts(each.path("Action")).contains(action))
                .toList();
    }

    /// All actions that a function's role allows.
    Set<String> actions(String function) {
        Set<String> actions = new TreeSet<>();
        statements(function).stream()
                .filter(each -> each.path("Effect").asText().equals("Allow"))
                .forEach(each -> actions.addAll(texts(each.path("Action"))));
        return actions;
    }

    /// The environment that it is deployed as.
    String environment() {
        return variables("ApiFunction").getOrDefault("DROP_ENVIRONMENT", "");
    }

    boolean isProduction() {
        return environment().equals("production");
    }

    /// Short, for what a failing test prints.
    @Override
    public String toString() {
        return "stack of " + environment();
    }

    /// The logical id in `${Id}` or `${Id.Attribute}`; empty for another text.
    static String id(String reference) {
        return reference.matches("\\$\\{[A-Za-z0-9]+(\\.[A-Za-z.]+)?}")
                ? reference.replaceAll("[${}]|\\..*", "")
                : "";
    }

    /// One text or a list of them.
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isValueNode()) {
            texts.add(node.asText());
        }
        node.elements().forEachRemaining(each -> texts.add(each.asText()));
        return texts;
    }
}
