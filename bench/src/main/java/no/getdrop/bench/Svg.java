package no.getdrop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Draws a picture as SVG text, on white so that it reads on any page.
final class Svg {
    /// Colours that differ for everyone (Okabe and Ito).
    static final List<String> COLOURS =
            List.of("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00");

    private static final int MARGIN_LEFT = 70;
    private static final int MARGIN_RIGHT = 30;
    private static final int MARGIN_TOP = 60;
    private static final int MARGIN_BOTTOM = 60;

    private final int width;
    private final int height;
    private final StringBuilder body = new StringBuilder();

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        text(MARGIN_LEFT, 26, "start", 16, title);
    }

    /// Left edge of the plot.
    double left() {
        return MARGIN_LEFT;
    }

    /// Top edge of the plot.
    double top() {
        return MARGIN_TOP;
    }

    /// Width of the plot.
    double plotWidth() {
        return width - MARGIN_LEFT - MARGIN_RIGHT;
    }

    /// Height of the plot.
    double plotHeight() {
        return height - MARGIN_TOP - MARGIN_BOTTOM;
    }

    /// Lower edge of the plot.
    double bottom() {
        return MARGIN_TOP + plotHeight();
    }

    /// Where a share of the plot's width ends.
    double across(double share) {
        return left() + plotWidth() * share;
    }

    /// Where a share of the plot's height ends.
    double upwards(double share) {
        return bottom() - plotHeight() * share;
    }

    /// A thin line across the plot at a share of its height, with its label.
    Svg tick(double share, String label) {
        double y = upwards(share);
        line(left(), y, across(1), y, "#DDDDDD", 1);
        return text(left() - 6, y + 4, "end", 11, label);
    }

    /// A line under the plot that says what is across, and one above it that says what is upwards.
    Svg axes(String across, String upwards) {
        line(left(), bottom(), left() + plotWidth(), bottom(), "#444444", 1);
        line(left(), top(), left(), bottom(), "#444444", 1);
        text(left() + plotWidth() / 2, height - 14, "middle", 12, across);
        text(left(), top() - 12, "start", 12, upwards);
        return this;
    }

    /// A line.
    Svg line(double x1, double y1, double x2, double y2, String colour, double thickness) {
        return add(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                                + " stroke-width=\"%.1f\"/>",
                        x1,
                        y1,
                        x2,
                        y2,
                        colour,
                        thickness));
    }

    /// A bar.
    Svg bar(double x, double y, double barWidth, double barHeight, String colour) {
        return add(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                        x,
                        y,
                        barWidth,
                        barHeight,
                        colour));
    }

    /// A dot.
    Svg dot(double x, double y, String colour) {
        return add(
                String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>",
                        x,
                        y,
                        colour));
    }

    /// A line through points, given as x and y in turns.
    Svg path(List<Double> points, String colour) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < points.size(); i += 2) {
            list.append(String.format(Locale.ROOT, "%.1f,%.1f ", points.get(i), points.get(i + 1)));
        }
        return add(
                String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                        list.toString().strip(),
                        colour));
    }

    /// Words; `anchor` is `start`, `middle` or `end`.
    Svg text(double x, double y, String anchor, int size, String words) {
        return add(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>",
                        x,
                        y,
                        anchor,
                        size,
                        escape(words)));
    }

    /// What the colours stand for, in the order of [#COLOURS], at the upper right.
    Svg legend(List<String> names) {
        double x = left() + plotWidth() - 170;
        for (int i = 0; i < names.size(); i++) {
            double y = top() + 8 + 18 * i;
            bar(x, y - 9, 12, 12, COLOURS.get(i));
            text(x + 18, y + 1, "start", 12, names.get(i));
        }
        return this;
    }

    /// Writes the picture.
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, toString());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"
                  font-family="sans-serif">
                <rect width="100%%" height="100%%" fill="white"/>
                %s</svg>
                """,
                width,
                height,
                body);
    }

    private Svg add(String element) {
        body.append(element).append('\n');
        return this;
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
