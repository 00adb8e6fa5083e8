import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Writes the contract as JSON, without what it says to its tests alone.
final class WriteContract {
    public static void main(String[] arguments) throws IOException {
        JsonNode contract =
                new ObjectMapper(new YAMLFactory()).readTree(Path.of(arguments[0]).toFile());
        dropExtensions(contract);
        byte[] json = new ObjectMapper().writeValueAsBytes(contract);
        Path target = Path.of(arguments[1]);
        if (!Files.exists(target) || !Arrays.equals(Files.readAllBytes(target), json)) {
            Files.createDirectories(target.getParent());
            Files.write(target, json);
        }
    }

    private static void dropExtensions(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getKey().startsWith("x-"));
        }
        node.forEach(WriteContract::dropExtensions);
    }
}
