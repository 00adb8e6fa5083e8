package no.getdrop.migrate;

import java.util.Optional;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// What a [Migrator] works on, and within which bounds.
///
/// @param database connections of the schema's owner
/// @param location of the migrations on the class path
/// @param budget time for the work
/// @param waiting time for waiting until another migrator is done
/// @param snapshot tells why there is no snapshot to go back to; asked before anything is applied
/// @param rehearsal whether it is a copy, on which the locks of each statement are looked up
record Job(
        DataSource database,
        String location,
        TimeBudget budget,
        TimeBudget waiting,
        Deployment deployment,
        Supplier<Optional<Refusal>> snapshot,
        boolean rehearsal) {
    static final String LOCATION = "db/migration";

    /// The migrations of this build, for an unnamed caller.
    static Job on(DataSource database, TimeBudget budget) {
        return new Job(
                database,
                LOCATION,
                budget,
                budget,
                Deployment.of("development", "somebody"),
                Optional::empty,
                false);
    }

    Job at(String folder) {
        return new Job(database, folder, budget, waiting, deployment, snapshot, rehearsal);
    }

    Job of(Deployment other) {
        return new Job(database, location, budget, waiting, other, snapshot, rehearsal);
    }

    Job waiting(TimeBudget limit) {
        return new Job(database, location, budget, limit, deployment, snapshot, rehearsal);
    }

    Job demanding(Supplier<Optional<Refusal>> check) {
        return new Job(database, location, budget, waiting, deployment, check, rehearsal);
    }

    /// The same on a copy, where no snapshot is needed.
    Job rehearsedOn(DataSource copy) {
        return new Job(copy, location, budget, waiting, deployment, Optional::empty, true);
    }
}
