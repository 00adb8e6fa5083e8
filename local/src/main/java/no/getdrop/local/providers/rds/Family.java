package no.getdrop.local.providers.rds;

/// The two kinds of database, whose calls do the same under other names.
enum Family {
    CLUSTER(
            "DBCluster",
            "cluster",
            "DBClusterNotFoundFault",
            "DBClusterAlreadyExistsFault",
            "InvalidDBClusterStateFault",
            "DBClusterSnapshot",
            "cluster-snapshot",
            "DBClusterSnapshotNotFoundFault",
            "DBClusterSnapshotAlreadyExistsFault",
            "InvalidDBClusterSnapshotStateFault",
            "ManualClusterSnapshots"),
    INSTANCE(
            "DBInstance",
            "db",
            "DBInstanceNotFound",
            "DBInstanceAlreadyExists",
            "InvalidDBInstanceState",
            "DBSnapshot",
            "snapshot",
            "DBSnapshotNotFound",
            "DBSnapshotAlreadyExists",
            "InvalidDBSnapshotState",
            "ManualSnapshots");

    final String database;
    final String databaseArn;
    final String databaseNotFound;
    final String databaseExists;
    final String invalidDatabaseState;
    final String snapshot;
    final String snapshotArn;
    final String snapshotNotFound;
    final String snapshotExists;
    final String invalidSnapshotState;
    final String snapshotQuota;

    Family(
            String database,
            String databaseArn,
            String databaseNotFound,
            String databaseExists,
            String invalidDatabaseState,
            String snapshot,
            String snapshotArn,
            String snapshotNotFound,
            String snapshotExists,
            String invalidSnapshotState,
            String snapshotQuota) {
        this.database = database;
        this.databaseArn = databaseArn;
        this.databaseNotFound = databaseNotFound;
        this.databaseExists = databaseExists;
        this.invalidDatabaseState = invalidDatabaseState;
        this.snapshot = snapshot;
        this.snapshotArn = snapshotArn;
        this.snapshotNotFound = snapshotNotFound;
        this.snapshotExists = snapshotExists;
        this.invalidSnapshotState = invalidSnapshotState;
        this.snapshotQuota = snapshotQuota;
    }

    /// The name of the field that identifies a database of this kind.
    String databaseId() {
        return database + "Identifier";
    }

    String snapshotId() {
        return snapshot + "Identifier";
    }
}
