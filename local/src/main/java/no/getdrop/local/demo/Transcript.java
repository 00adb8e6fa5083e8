package no.getdrop.local.demo;

import java.io.PrintStream;
import java.util.Locale;

/// Prints the journey: a heading for each part, a line for each step.
final class Transcript {
    private final PrintStream out;
    private int parts;
    private int steps;
    private long totalMs;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
    }

    void part(String text) {
        out.printf(Locale.ROOT, "%n%2d  %s%n", ++parts, text);
    }

    void step(String method, String where, int status, long milliseconds) {
        steps++;
        totalMs += milliseconds;
        out.printf(Locale.ROOT, "    %-6s %-62s %3d %6d ms%n", method, where, status, milliseconds);
    }

    void note(String text) {
        out.println("    = " + text);
    }

    void end() {
        out.printf(
                Locale.ROOT, "%nAll of it held: %d steps, %,d ms in requests.%n", steps, totalMs);
    }
}
