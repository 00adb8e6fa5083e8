package no.getdrop.bench;

import org.jspecify.annotations.Nullable;

/// One line of the table: a value, what it was compared to, and whether it is within its budget.
///
/// @param name what was measured
/// @param value the measurement, in `unit`
/// @param reference what was measured beside it in the same run, in the same unit; `null` when the
///   budget is for the value itself
/// @param ratio value ÷ reference
/// @param budget the most that the ratio, or without a reference the value, may be; `null` when the
///   line only informs
/// @param holds whether it is within the budget; `null` without one
/// @param note what the reference is, and what else to know
public record Result(
        String name,
        double value,
        String unit,
        @Nullable Double reference,
        @Nullable Double ratio,
        @Nullable Double budget,
        @Nullable Boolean holds,
        String note) {
    /// A ratio that has a budget.
    public static Result ratio(
            String name, double value, double reference, String unit, double budget, String note) {
        double ratio = value / reference;
        return new Result(
                name,
                value,
                unit,
                reference,
                ratio,
                budget,
                Double.compare(ratio, budget) <= 0,
                note);
    }

    /// A value that has a budget of its own.
    public static Result atMost(
            String name, double value, String unit, double budget, String note) {
        return new Result(
                name, value, unit, null, null, budget, Double.compare(value, budget) <= 0, note);
    }

    /// A value to know, without a budget.
    public static Result information(String name, double value, String unit, String note) {
        return new Result(name, value, unit, null, null, null, null, note);
    }

    /// A figure that could not be measured, which counts as missed.
    public static Result failed(String name, Exception reason) {
        return new Result(name, 0, "", null, null, null, false, "not measured: " + reason);
    }

    /// Whether a budget was missed.
    public boolean isMissed() {
        return Boolean.FALSE.equals(holds);
    }
}
