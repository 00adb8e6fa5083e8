package no.getdrop.local.template;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.util.List;
import java.util.Map;

/// Reads CloudFormation's YAML: the short forms (`!Ref x`) become the long ones (`{Ref: x}`).
final class TemplateYaml extends SafeConstructor {
    private static final List<String> FUNCTIONS =
            List.of(
                    "And",
                    "Base64",
                    "Cidr",
                    "Equals",
                    "FindInMap",
                    "ForEach",
                    "GetAZs",
                    "GetAtt",
                    "If",
                    "ImportValue",
                    "Join",
                    "Length",
                    "Not",
                    "Or",
                    "Select",
                    "Split",
                    "Sub",
                    "ToJsonString",
                    "Transform");

    private TemplateYaml() {
        super(options());
        register("Ref", "Ref");
        register("Condition", "Condition");
        FUNCTIONS.forEach(name -> register(name, "Fn::" + name));
    }

    /// Alarms and log groups share what they have in common: more often than the 50 times that are
    /// let through where a file comes from a stranger.
    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(1000);
        return options;
    }

    static Map<String, Object> read(String text) {
        Object document = new Yaml(new TemplateYaml()).load(text);
        if (!(document instanceof Map<?, ?>)) {
            throw new TemplateException("template.yaml: expected a mapping at the top");
        }
        return Tree.map(document, "template.yaml");
    }

    private void register(String tag, String longForm) {
        yamlConstructors.put(
                new Tag("!" + tag),
                new AbstractConstruct() {
                    @Override
                    public Object construct(Node node) {
                        return Map.of(longForm, argument(longForm, node));
                    }
                });
    }

    private Object argument(String longForm, Node node) {
        return switch (node) {
            case ScalarNode scalar when longForm.equals("Fn::GetAtt") -> {
                String[] parts = scalar.getValue().split("\\.", 2);
                yield List.of(parts);
            }
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence -> constructSequence(sequence);
            case MappingNode mapping -> constructMapping(mapping);
            default -> throw new TemplateException("unexpected YAML node under " + longForm);
        };
    }
}
