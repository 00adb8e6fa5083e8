package no.getdrop.database;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A question to the database as a value, so that it can be asked by itself or as a part of another
/// statement. It changes nothing.
///
/// @param <R> what its rows come to
public final class Read<R> {
    private final String sql;
    private final Map<String, @Nullable Object> parameters;
    private final Supplier<Rows<R>> rows;

    /// Takes the rows of one execution and makes something of them.
    public interface Rows<R> {
        /// Takes the row at which `row` stands.
        void add(ResultSet row, StatementContext context) throws SQLException;

        /// What the rows came to; called once, after the last.
        R result();
    }

    private record Collected<T, R>(RowMapper<T> mapper, List<T> values, Function<List<T>, R> end)
            implements Rows<R> {
        @Override
        public void add(ResultSet row, StatementContext context) throws SQLException {
            values.add(mapper.map(row, context));
        }

        @Override
        public R result() {
            return end.apply(values);
        }
    }

    private record Turned<Q, R>(Rows<Q> rows, Function<? super Q, ? extends R> turn)
            implements Rows<R> {
        @Override
        public void add(ResultSet row, StatementContext context) throws SQLException {
            rows.add(row, context);
        }

        @Override
        public R result() {
            return turn.apply(rows.result());
        }
    }

    private Read(String sql, Map<String, @Nullable Object> parameters, Supplier<Rows<R>> rows) {
        this.sql = sql;
        this.parameters = parameters;
        this.rows = rows;
    }

    /// All rows, in the order of `sql`, a query with named parameters.
    public static <T> Read<List<T>> list(String sql, RowMapper<T> mapper) {
        return of(sql, mapper, Collections::unmodifiableList);
    }

    /// The first row, if there is one.
    public static <T> Read<Optional<T>> first(String sql, RowMapper<T> mapper) {
        return of(sql, mapper, values -> values.stream().findFirst());
    }

    private static <T, R> Read<R> of(String sql, RowMapper<T> mapper, Function<List<T>, R> end) {
        return new Read<>(sql, Map.of(), () -> new Collected<>(mapper, new ArrayList<>(), end));
    }

    /// The same with a value for the parameter `:name`; PostgreSQL tells the type of a null.
    public Read<R> with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new HashMap<>(parameters);
        more.put(name, value);
        return new Read<>(sql, Collections.unmodifiableMap(more), rows);
    }

    /// The same with its result turned into another.
    public <S> Read<S> to(Function<? super R, ? extends S> turn) {
        return new Read<>(sql, parameters, () -> new Turned<R, S>(rows.get(), turn));
    }

    /// The query.
    public String sql() {
        return sql;
    }

    /// The values of its parameters by name.
    public Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    /// Ready to take the rows of an execution.
    public Rows<R> rows() {
        return rows.get();
    }

    /// Asks it by itself, on a connection that is already at work.
    public R ask(Handle handle) {
        return handle.createQuery(sql)
                .bindMap(parameters)
                .scanResultSet((results, context) -> {
                    Rows<R> taken = rows();
                    try (ResultSet row = results.get()) {
                        while (row.next()) {
                            taken.add(row, context);
                        }
                    }
                    return taken.result();
                });
    }
}
