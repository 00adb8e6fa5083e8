package no.getdrop.worker.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/// Connections of a [Machine], each of whose statements and commits is a boundary at which it may
/// die or its connection may break: before it, when nothing was done, and after it, when all was.
final class FaultyConnections {
    private final Machine machine;
    private final Runnable beforeEach;
    private final UnaryOperator<String> mutant;

    /// @param beforeEach runs before each statement
    /// @param mutant what becomes of each statement's text
    FaultyConnections(Machine machine, Runnable beforeEach, UnaryOperator<String> mutant) {
        this.machine = machine;
        this.beforeEach = beforeEach;
        this.mutant = mutant;
    }

    DataSource around(DataSource real) {
        return proxy(
                DataSource.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection")
                                ? connection((Connection) invoke(method, real, arguments))
                                : invoke(method, real, arguments));
    }

    private Connection connection(Connection real) {
        return proxy(
                Connection.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "prepareStatement" -> {
                                arguments[0] = mutant.apply((String) arguments[0]);
                                yield statement(
                                        PreparedStatement.class,
                                        real,
                                        invoke(method, real, arguments));
                            }
                            case "createStatement" ->
                                    statement(
                                            Statement.class, real, invoke(method, real, arguments));
                            case "commit" -> exchange("commit", real, method, real, arguments);
                            default -> invoke(method, real, arguments);
                        });
    }

    private <T> T statement(Class<T> type, Connection connection, Object real) {
        return proxy(
                type,
                (proxy, method, arguments) ->
                        method.getName().startsWith("execute")
                                ? exchange("statement", connection, method, real, arguments)
                                : invoke(method, real, arguments));
    }

    /// Transactions are over once they are committed, and a commit that was answered is one.
    private Object exchange(
            String what, Connection connection, Method method, Object target, Object[] arguments)
            throws Throwable {
        beforeEach.run();
        boolean alone = connection.getAutoCommit();
        machine.reached("before a " + what, alone);
        cut(connection);
        // Time may have passed.
        beforeEach.run();
        Object result = invoke(method, target, arguments);
        machine.reached("after a " + what, alone);
        cut(connection);
        return result;
    }

    private void cut(Connection connection) throws SQLException {
        if (machine.isCutOff()) {
            connection.close();
            throw new SQLException("the connection broke", "08006");
        }
    }

    private static Object invoke(Method method, Object target, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        FaultyConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
