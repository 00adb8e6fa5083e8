package no.getdrop.local.providers.rds;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/// One call: where it goes, what it asks for, and when.
///
/// @param describedAt the moment that describing calls tell of, which may be behind
record Call(Rds rds, Region region, Form form, Instant now, Instant describedAt) {
    /// What an action does; its fields are the result.
    @FunctionalInterface
    interface Action {
        Map<String, ?> act(Call call) throws RdsException;
    }

    Timing timing() {
        return rds.timing();
    }

    /// The database that a parameter names, by its identifier or its ARN.
    Database database(Family family, String parameter) throws RdsException {
        String name = form.required(parameter);
        return region.database(family, id(name), now)
                .orElseThrow(() ->
                        new RdsException(family.databaseNotFound, "%s not found.".formatted(name)));
    }

    /// The snapshot that a parameter names; an ARN may be of another region.
    Snapshot snapshot(Family family, String parameter) throws RdsException {
        String name = form.required(parameter);
        Region at = name.startsWith("arn:") ? rds.region(Rds.region(name), now) : region;
        return at.snapshot(family, id(name), now)
                .orElseThrow(() ->
                        new RdsException(family.snapshotNotFound, "%s not found.".formatted(name)));
    }

    static String id(String nameOrArn) {
        return nameOrArn.substring(nameOrArn.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
    }
}
