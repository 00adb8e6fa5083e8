package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What has an ARN: its status and its tags over time.
abstract class Resource {
    /// The status of what is no more.
    static final String GONE = "gone";

    final Family family;
    final String id;
    final String arn;
    final Instant createdAt;
    final Timeline<String> status = new Timeline<>();
    private final Timeline<Map<String, String>> tags = new Timeline<>();

    Resource(Family family, String id, String arn, Instant createdAt, Map<String, String> tags) {
        this.family = family;
        this.id = id;
        this.arn = arn;
        this.createdAt = createdAt;
        this.tags.set(createdAt, Map.copyOf(tags));
    }

    /// Its status at a time; [#GONE] also before it was made.
    String status(Instant at) {
        return status.at(at).orElse(GONE);
    }

    boolean exists(Instant at) {
        return !status(at).equals(GONE);
    }

    boolean is(String wanted, Instant at) {
        return status(at).equals(wanted);
    }

    Map<String, String> tags(Instant at) {
        return tags.at(at).orElse(Map.of());
    }

    void addTags(Instant now, Map<String, String> added) {
        Map<String, String> all = new LinkedHashMap<>(tags(now));
        all.putAll(added);
        tags.set(now, Map.copyOf(all));
    }

    void removeTags(Instant now, Iterable<String> keys) {
        Map<String, String> left = new LinkedHashMap<>(tags(now));
        keys.forEach(left::remove);
        tags.set(now, Map.copyOf(left));
    }

    /// How the service writes it.
    abstract Map<String, Object> fields(Instant at);

    Xml.Items tagList(Instant at) {
        return new Xml.Items(
                "Tag",
                tags(at).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                        .toList());
    }
}
