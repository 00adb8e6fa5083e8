package no.getdrop.testing.fuzz;

import com.sun.management.ThreadMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Holds a parser to what it promises for every input: it ends within a second of the processor's
/// time and 256 MiB, and throws nothing.
///
/// A target is a class with `fuzzerTestOneInput`, which Jazzer calls (`./run fuzz`), and a test
/// that replays the inputs in `src/test/resources/fuzz/<class>`: by hand made ones, and those by
/// which Jazzer found something.
public final class Fuzz {
    private static final long CPU_MS_MAX = 1_000;
    private static final long BYTES_MAX = 256L * 1024 * 1024;
    private static final int NEIGHBOURS = 1_000;
    private static final long SEED = 20_261_126;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzz() {}

    /// What must be so for an input.
    @FunctionalInterface
    public interface Property {
        /// Throws when it is not so.
        void check(byte[] input) throws Exception;
    }

    /// Checks one input.
    ///
    /// @throws AssertionError when the property does not hold, or what it needs is beyond bounds
    public static void check(byte[] input, Property property) {
        String excess = excess(input, property);
        // Classes are loaded by who needs them first: only what is slow again is slow.
        if (!excess.isEmpty()) {
            excess = excess(input, property);
        }
        if (!excess.isEmpty()) {
            throw new AssertionError("an input takes " + excess);
        }
    }

    private static String excess(byte[] input, Property property) {
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            property.check(input);
        } catch (Exception | StackOverflowError e) {
            throw new AssertionError("an input brings " + e.getClass().getName(), e);
        }
        long spentMs = (THREADS.getCurrentThreadCpuTime() - cpuNs) / 1_000_000;
        long spentBytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return (spentMs > CPU_MS_MAX ? spentMs + " ms " : "")
                + (spentBytes > BYTES_MAX ? spentBytes + " bytes" : "");
    }

    /// Checks every known input of a target, and a thousand neighbours of them, always the same.
    public static void replay(Class<?> target, Property property) {
        List<byte[]> known = known(target);
        if (known.size() < 3) {
            throw new AssertionError(target.getSimpleName() + " has " + known.size() + " inputs");
        }
        Random random = new Random(SEED);
        for (byte[] input : known) {
            check(input, property);
        }
        for (int i = 0; i < NEIGHBOURS; i++) {
            check(neighbour(known.get(i % known.size()), known, random), property);
        }
    }

    /// The known inputs of a target, in the order of their names.
    public static List<byte[]> known(Class<?> target) {
        Path folder = Path.of("src/test/resources/fuzz", target.getSimpleName());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Fuzz::bytes).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The input with one to four changes: letters turned, taken out, doubled, or taken from
    /// another input.
    public static byte[] neighbour(byte[] input, List<byte[]> others, Random random) {
        byte[] changed = input;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(changed.length + 1);
            int to = from + random.nextInt(Math.min(16, changed.length - from) + 1);
            byte[] other = others.get(random.nextInt(others.size()));
            int start = random.nextInt(other.length + 1);
            int end = start + random.nextInt(Math.min(64, other.length - start) + 1);
            changed =
                    switch (random.nextInt(4)) {
                        case 0 -> turned(changed, from, random);
                        case 1 -> spliced(changed, from, to, new byte[0], 0, 0);
                        case 2 -> spliced(changed, from, from, changed, from, to);
                        default -> spliced(changed, from, to, other, start, end);
                    };
        }
        return changed;
    }

    private static byte[] turned(byte[] input, int at, Random random) {
        byte[] changed = input.clone();
        if (at < changed.length) {
            changed[at] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static byte[] spliced(byte[] one, int from, int to, byte[] other, int start, int end) {
        byte[] changed = new byte[from + (end - start) + (one.length - to)];
        System.arraycopy(one, 0, changed, 0, from);
        System.arraycopy(other, start, changed, from, end - start);
        System.arraycopy(one, to, changed, from + (end - start), one.length - to);
        return changed;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
