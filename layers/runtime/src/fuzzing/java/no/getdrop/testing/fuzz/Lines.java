package no.getdrop.testing.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An input as a target takes it apart: so many texts, each but the last ended by a line feed.
public final class Lines {
    private final byte[] input;
    private int at;

    /// The texts of an input.
    public Lines(byte[] input) {
        this.input = input.clone();
    }

    /// The next text; empty after the last one.
    public String next() {
        int end = at;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        String text = new String(input, at, end - at, StandardCharsets.UTF_8);
        at = Math.min(end + 1, input.length);
        return text;
    }

    /// All that is left, as it is.
    public byte[] rest() {
        return Arrays.copyOfRange(input, at, input.length);
    }

    /// All that is left, as a text.
    public String restText() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
