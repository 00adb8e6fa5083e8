package no.getdrop.database;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens single connections over the direct path, `DIRECT_URL`, as the owner of the schema.
///
/// The password is asked for at each connect, and read again after a refusal: RDS may rotate it
/// while a migration runs. Connections that are open already stay so.
public class DirectDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient DatabaseSettings settings;
    private final transient OwnerPassword password;
    private final transient FreshLogin login;

    /// Connections with these settings.
    @SuppressWarnings("this-escape") // what is called here is final, or the driver's own
    public DirectDataSource(DatabaseSettings settings, OwnerPassword password) {
        this.settings = settings;
        this.password = password;
        this.login = new FreshLogin(this::loginOnce, password::forget);
        setUrl(settings.jdbcUrl());
    }

    @Override
    public final Connection getConnection() throws SQLException {
        return login.connect();
    }

    private Connection loginOnce() throws SQLException {
        return super.getConnection(settings.user(), password.of(settings));
    }
}
