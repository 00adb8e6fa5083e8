package no.getdrop.bench;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;

/// Writes down what the domain sends to PostgreSQL, statement by statement with its parameters, and
/// undoes it.
///
/// It stands between the connection pool and the driver. All that is done on a connection made here
/// is in one transaction, which [#undo] rolls back; transactions of the domain inside it are
/// written down and not sent.
final class Recorder implements Driver {
    private final Driver driver;
    private @Nullable Connection connection;
    private List<RecordedSql.Step> steps = new ArrayList<>();

    private Recorder(Driver driver) {
        this.driver = driver;
    }

    /// Opens something whose connection is to be recorded; it must make one connection, at once.
    static <T> Opened<T> open(Supplier<T> opening) throws SQLException {
        Driver driver = DriverManager.getDriver("jdbc:postgresql:");
        Recorder recorder = new Recorder(driver);
        List<Driver> usual = DriverManager.drivers().toList();
        for (Driver each : usual) {
            DriverManager.deregisterDriver(each);
        }
        DriverManager.registerDriver(recorder);
        try {
            T value = opening.get();
            recorder.undo();
            return new Opened<>(value, recorder);
        } finally {
            DriverManager.deregisterDriver(recorder);
            for (Driver each : usual) {
                DriverManager.registerDriver(each);
            }
        }
    }

    /// What was opened, and who writes down what it does.
    record Opened<T>(T value, Recorder recorder) {}

    /// What was sent since the last time, undone in the database.
    RecordedSql undo() throws SQLException {
        List<RecordedSql.Step> sent = steps;
        steps = new ArrayList<>();
        Objects.requireNonNull(connection, "nothing was connected").rollback();
        return new RecordedSql(sent);
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Connection real = driver.connect(url, properties);
        if (real == null) {
            return null;
        }
        if (connection != null) {
            throw new SQLException("a second connection: what runs beside it is not undone");
        }
        real.setAutoCommit(false);
        connection = real;
        return (Connection) proxy(Connection.class, new ConnectionCalls(real));
    }

    private static Object proxy(Class<?> type, InvocationHandler calls) {
        return Proxy.newProxyInstance(
                Recorder.class.getClassLoader(), new Class<?>[] {type}, calls);
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private final class ConnectionCalls implements InvocationHandler {
        private final Connection real;
        private final IdentityHashMap<Array, RecordedSql.ArrayValue> arrays =
                new IdentityHashMap<>();
        private boolean autoCommit = true;

        ConnectionCalls(Connection real) {
            this.real = real;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            Object[] given = arguments == null ? new Object[0] : arguments;
            return switch (method.getName()) {
                case "getAutoCommit" -> autoCommit;
                case "setAutoCommit" -> setAutoCommit((boolean) given[0]);
                case "commit" -> written(RecordedSql.COMMIT);
                case "rollback" ->
                        throw new SQLException("a transaction that fails is no reference");
                default -> made(call(real, method, arguments), given);
            };
        }

        private @Nullable Object setAutoCommit(boolean wanted) {
            if (wanted == autoCommit) {
                return null;
            }
            autoCommit = wanted;
            return written(wanted ? RecordedSql.END : RecordedSql.BEGIN);
        }

        private @Nullable Object written(RecordedSql.Step step) {
            steps.add(step);
            return null;
        }

        private @Nullable Object made(@Nullable Object result, Object[] arguments) {
            return switch (result) {
                case CallableStatement unexpected ->
                        throw new IllegalStateException("no procedure is called here");
                case PreparedStatement statement ->
                        proxy(
                                PreparedStatement.class,
                                new StatementCalls(statement, (String) arguments[0], arrays));
                case Array array -> {
                    arrays.put(
                            array,
                            new RecordedSql.ArrayValue(
                                    (String) arguments[0], ((Object[]) arguments[1]).clone()));
                    yield array;
                }
                case null, default -> result;
            };
        }
    }

    private final class StatementCalls implements InvocationHandler {
        private final PreparedStatement real;
        private final String sql;
        private final IdentityHashMap<Array, RecordedSql.ArrayValue> arrays;
        private final List<RecordedSql.Setter> setters = new ArrayList<>();

        StatementCalls(
                PreparedStatement real,
                String sql,
                IdentityHashMap<Array, RecordedSql.ArrayValue> arrays) {
            this.real = real;
            this.sql = sql;
            this.arrays = arrays;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            boolean sets = method.getDeclaringClass() == PreparedStatement.class;
            if (sets && name.startsWith("set") && arguments != null) {
                setters.add(new RecordedSql.Setter(method, values(arguments)));
            } else if (sets && name.startsWith("execute")) {
                steps.add(new RecordedSql.Sent(sql, List.copyOf(setters)));
            } else if (name.equals("executeBatch") || name.equals("addBatch")) {
                throw new SQLException("batches are not recorded");
            }
            return call(real, method, arguments);
        }

        private Object[] values(Object[] arguments) {
            Object[] values = arguments.clone();
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Array array) {
                    values[i] = Objects.requireNonNull(arrays.get(array), "an array of ours");
                }
            }
            return values;
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("no.getdrop.bench");
    }
}
