package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.Map;

/// Tags of whatever has an ARN.
final class TagActions {
    Map<String, ?> add(Call call) throws RdsException {
        resource(call, call.now()).addTags(call.now(), call.form().tags());
        return Map.of();
    }

    Map<String, ?> remove(Call call) throws RdsException {
        resource(call, call.now()).removeTags(call.now(), call.form().texts("TagKeys"));
        return Map.of();
    }

    Map<String, ?> list(Call call) throws RdsException {
        Instant at = call.describedAt();
        return Map.of("TagList", resource(call, at).tagList(at));
    }

    private static Resource resource(Call call, Instant at) throws RdsException {
        String arn = call.form().required("ResourceName");
        return call.region().resources().stream()
                .filter(resource -> resource.arn.equals(arn) && resource.exists(at))
                .findFirst()
                .orElseThrow(() -> new RdsException(notFound(arn), "%s not found.".formatted(arn)));
    }

    private static String notFound(String arn) {
        for (Family family : Family.values()) {
            if (arn.contains(":" + family.snapshotArn + ":")) {
                return family.snapshotNotFound;
            }
            if (arn.contains(":" + family.databaseArn + ":")) {
                return family.databaseNotFound;
            }
        }
        return "InvalidParameterValue";
    }
}
