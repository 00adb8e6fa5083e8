package no.getdrop.notifier;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// One message of SNS, as its event for Lambda has it.
///
/// @param id by which SNS delivers it at least once
/// @param subject empty for none
/// @param text what was published, JSON or not
record SnsMessage(String id, String subject, String text) {
    /// The messages of an event.
    ///
    /// @throws IllegalArgumentException when it is none of SNS
    static List<SnsMessage> read(JsonNode event) {
        List<SnsMessage> messages = new ArrayList<>();
        for (JsonNode each : event.path("Records")) {
            JsonNode sns = each.path("Sns");
            if (!sns.path("Message").isTextual()) {
                throw new IllegalArgumentException("expected Records with Sns.Message, not this");
            }
            messages.add(
                    new SnsMessage(
                            sns.path("MessageId").asText(""),
                            sns.path("Subject").asText(""),
                            sns.path("Message").textValue()));
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("expected an event of SNS, with Records");
        }
        return messages;
    }
}
