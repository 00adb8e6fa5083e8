package no.getdrop.api.payments;

import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A page of PDF that takes texts and lines; lengths in points, from the lower left corner.
final class Sheet {
    private static final String UNKNOWN = "?";
    private static final float MARGIN = 72;

    private final PDPageContentStream content;
    private final PDFont font;

    Sheet(PDPageContentStream content, PDFont font) {
        this.content = content;
        this.font = font;
    }

    void text(String text, float x, float y, float size) throws IOException {
        content.beginText();
        content.setFont(font, size);
        content.newLineAtOffset(x, y);
        content.showText(printable(text));
        content.endText();
    }

    /// A line from margin to margin.
    void rule(float y) throws IOException {
        content.setLineWidth(0.5f);
        content.moveTo(MARGIN, y);
        content.lineTo(PDRectangle.A4.getWidth() - MARGIN, y);
        content.stroke();
    }

    /// The text in lines that are no wider than `width`; a longer word is broken.
    List<String> wrapped(String text, float width, float size) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : printable(text).split(" ", -1)) {
            String rest = word;
            if (!line.isEmpty() && width(line + " " + rest, size) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (line.isEmpty() && width(rest, size) > width) {
                int fits = rest.length();
                while (fits > 1 && width(rest.substring(0, fits), size) > width) {
                    fits--;
                }
                lines.add(rest.substring(0, fits));
                rest = rest.substring(fits);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private float width(String text, float size) throws IOException {
        return font.getStringWidth(text) / 1000 * size;
    }

    /// The text with what the font lacks replaced, and every space the plain one.
    private String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .forEach(character -> {
                    if (Character.isSpaceChar(character)) {
                        printable.append(' ');
                    } else {
                        String one = Character.toString(character);
                        printable.append(has(one) ? one : UNKNOWN);
                    }
                });
        return printable.toString();
    }

    private boolean has(String character) {
        try {
            font.encode(character);
            return true;
        } catch (IllegalArgumentException | IOException e) {
            return false;
        }
    }
}
