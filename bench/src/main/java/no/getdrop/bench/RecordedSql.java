package no.getdrop.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What a use case of the domain sends to PostgreSQL: the statements in order, each with its
/// parameters, and where transactions begin and end.
record RecordedSql(List<Step> steps) {
    static final Step BEGIN = new Boundary("begin");
    static final Step COMMIT = new Boundary("commit");
    static final Step END = new Boundary("end");

    RecordedSql {
        steps = List.copyOf(steps);
    }

    /// One thing that was sent.
    sealed interface Step {}

    /// Where a transaction begins or ends.
    record Boundary(String kind) implements Step {}

    /// One statement.
    record Sent(String sql, List<Setter> setters) implements Step {}

    /// One parameter, as it was set.
    // Arguments of a call; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Setter(Method method, Object[] arguments) {}

    /// An SQL array, which belongs to the connection that made it and must be made again.
    // Arguments of a call; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record ArrayValue(String type, Object[] elements) {}

    /// How many statements there are.
    int statements() {
        return (int) steps.stream().filter(Sent.class::isInstance).count();
    }

    /// Sends it all once more, by plain JDBC, and reads every row.
    ///
    /// @return how many rows came back
    int replay(Connection connection) throws SQLException {
        int rows = 0;
        for (Step step : steps) {
            switch (step) {
                case Boundary(String kind) -> {
                    switch (kind) {
                        case "begin" -> connection.setAutoCommit(false);
                        case "commit" -> connection.commit();
                        default -> connection.setAutoCommit(true);
                    }
                }
                case Sent sent -> rows += send(connection, sent);
            }
        }
        return rows;
    }

    /// As [#replay].
    ///
    /// @return for how long, in nanoseconds
    long timedReplay(Connection connection) throws SQLException {
        long begun = System.nanoTime();
        replay(connection);
        return System.nanoTime() - begun;
    }

    private static int send(Connection connection, Sent sent) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sent.sql())) {
            for (Setter setter : sent.setters()) {
                set(connection, statement, setter);
            }
            return statement.execute() ? read(statement) : statement.getUpdateCount();
        }
    }

    private static int read(PreparedStatement statement) throws SQLException {
        int count = 0;
        try (ResultSet rows = statement.getResultSet()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    rows.getString(i);
                }
                count++;
            }
        }
        return count;
    }

    private static void set(Connection connection, PreparedStatement statement, Setter setter)
            throws SQLException {
        List<Object> arguments = new ArrayList<>();
        for (Object argument : setter.arguments()) {
            arguments.add(
                    argument instanceof ArrayValue array
                            ? connection.createArrayOf(array.type(), array.elements())
                            : argument);
        }
        try {
            setter.method().invoke(statement, arguments.toArray());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException cause
                    ? cause
                    : new SQLException(e.getCause());
        }
    }
}
