package no.getdrop.local.providers.rds;

import java.util.Map;

/// Something that RDS has, with its state as it is now.
public record Holding(String arn, String status, Map<String, String> tags) {
    public Holding {
        tags = Map.copyOf(tags);
    }
}
