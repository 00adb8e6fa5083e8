package no.getdrop.backup.proof;

import org.postgresql.ds.PGSimpleDataSource;

/// The two ways to a database.
public final class SqlPaths {
    private SqlPaths() {}

    /// Through the RDS Data API, which only Aurora has.
    ///
    /// @param secretArn the secret with the role to ask as
    public static Sql dataApi(String region, String clusterArn, String secretArn, String database) {
        return new DataApiSql(region, clusterArn, secretArn, database);
    }

    /// Over the network, one connection for each statement.
    public static Sql network(String jdbcUrl, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setUser(user);
        source.setPassword(password);
        return network(source);
    }

    /// The same, with connections of that source.
    public static Sql network(PGSimpleDataSource source) {
        source.setSocketTimeout(60);
        return new JdbcSql(source);
    }
}
