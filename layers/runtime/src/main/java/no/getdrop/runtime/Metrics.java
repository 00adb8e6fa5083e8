package no.getdrop.runtime;

import software.amazon.cloudwatchlogs.emf.config.EnvironmentConfigurationProvider;
import software.amazon.cloudwatchlogs.emf.environment.Environments;
import software.amazon.cloudwatchlogs.emf.exception.DimensionSetExceededException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidDimensionException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidMetricException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidNamespaceException;
import software.amazon.cloudwatchlogs.emf.logger.MetricsLogger;
import software.amazon.cloudwatchlogs.emf.model.DimensionSet;
import software.amazon.cloudwatchlogs.emf.model.Unit;

import java.util.Map;

/// Publishes figures to CloudWatch in the embedded metric format: one JSON line on stdout each.
public final class Metrics {
    /// The CloudWatch namespace of all figures: `Drop/` and the environment's name, so that two
    /// stacks in one account do not mix theirs.
    private static final String NAMESPACE =
            "Drop/" + Environment.system().text("DROP_ENVIRONMENT", "development");

    private Metrics() {}

    /// Adds `value` to the counter `name`.
    public static void count(String name, long value, Map<String, String> dimensions) {
        publish(name, value, Unit.COUNT, dimensions);
    }

    /// Records a duration in milliseconds.
    public static void milliseconds(String name, long value, Map<String, String> dimensions) {
        publish(name, value, Unit.MILLISECONDS, dimensions);
    }

    /// Records a duration or an age in seconds.
    public static void seconds(String name, long value, Map<String, String> dimensions) {
        publish(name, value, Unit.SECONDS, dimensions);
    }

    private static void publish(
            String name, long value, Unit unit, Map<String, String> dimensions) {
        // Lambda's own environment writes to stdout and looks nothing up over the network.
        EnvironmentConfigurationProvider.getConfig().setEnvironmentOverride(Environments.Lambda);
        MetricsLogger logger = new MetricsLogger();
        try {
            logger.setNamespace(NAMESPACE);
            DimensionSet set = new DimensionSet();
            for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
                set.addDimension(dimension.getKey(), dimension.getValue());
            }
            logger.setDimensions(set);
            logger.putMetric(name, (double) value, unit);
            logger.flush();
        } catch (InvalidMetricException
                | InvalidNamespaceException
                | InvalidDimensionException
                | DimensionSetExceededException e) {
            throw new IllegalArgumentException("a metric's name or dimension is wrong: " + name, e);
        }
    }
}
