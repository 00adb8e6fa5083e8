package no.getdrop.local.providers.rdsdata;

import java.util.function.IntSupplier;

/// A cluster as the Data API finds it.
public sealed interface DataApiCluster {
    /// It answers.
    ///
    /// @param port where its PostgreSQL listens on 127.0.0.1, asked for each statement
    record Serving(IntSupplier port) implements DataApiCluster {}

    /// The Data API has not been enabled for it.
    record EndpointDisabled() implements DataApiCluster {}

    /// It has no instance that is available.
    record WithoutInstance() implements DataApiCluster {}
}
