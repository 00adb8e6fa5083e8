package no.getdrop.database;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.Objects;

/// Gives a test the one server that all tests share which do not stop it; closed after the last.
final class SharedServer implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
        return parameter.getParameter().getType() == Server.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
        return Objects.requireNonNull(
                extension
                        .getRoot()
                        .getStore(ExtensionContext.Namespace.create(SharedServer.class))
                        .getOrComputeIfAbsent("server", key -> start(), Server.class));
    }

    private static Server start() {
        try {
            return Server.start();
        } catch (Exception e) {
            throw new IllegalStateException("PostgreSQL does not start", e);
        }
    }
}
