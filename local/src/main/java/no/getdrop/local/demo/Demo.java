package no.getdrop.local.demo;

import no.getdrop.local.Folders;
import no.getdrop.local.HostFile;
import no.getdrop.local.LocalHost;
import no.getdrop.local.providers.Brreg;
import no.getdrop.local.providers.bankid.TestPerson;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// A payment from login to receipt and a merchant's first customer, over HTTP only, with every
/// answer checked.
///
/// With an address it goes to the suite that runs there, as a person new to it; without one to the
/// suite that `./run` has started here, or else it starts a suite of its own, with data of its own,
/// and ends it afterwards. Exit status 0 says that all of it held.
public final class Demo {
    private static final int UNMET = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;
    private static final int PERSONS = 400_000;
    private static final int SHOPS = 999_900;
    private static final Path IMAGES = Path.of("target", "demo");

    private Demo() {}

    /// Runs the demo: `Demo [http://localhost:3000]`.
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exit =
                switch (arguments.length) {
                    case 0 -> here(out);
                    case 1 -> at(arguments[0], out);
                    default -> usage(out);
                };
        System.exit(exit);
    }

    private static int at(String address, PrintStream out) throws InterruptedException {
        if (!address.matches("https?://[^/]+/?")) {
            return usage(out);
        }
        URI base = URI.create(address.replaceAll("/$", ""));
        try (WorkerBell worker = WorkerBell.of(base)) {
            return run(base, worker, somebody(), out, IMAGES);
        }
    }

    private static int here(PrintStream out) throws IOException, InterruptedException {
        Optional<HostFile.Host> running = HostFile.running(Path.of(".drop"));
        return running.isPresent() ? at(running.get().url().toString(), out) : own(out);
    }

    private static int own(PrintStream out) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("drop-demo");
        out.println("starting a suite for the demo, with its data in " + data);
        int exit = own(data, out);
        if (exit == 0) {
            Folders.delete(data);
        } else {
            out.println("The functions' logs are in " + data.resolve("logs"));
        }
        return exit;
    }

    private static int own(Path data, PrintStream out) throws IOException, InterruptedException {
        try (LocalHost host =
                LocalHost.builder(Path.of("").toAbsolutePath())
                        .data(data)
                        .only("ApiFunction", "WorkerFunction")
                        .progress(line -> out.println("    " + line))
                        .start()) {
            try (WorkerBell worker = WorkerBell.at(host.invokeUrl())) {
                return run(host.url(), worker, TestPerson.KARI, out, IMAGES);
            }
        } catch (IllegalStateException notStarted) {
            out.println(notStarted.getMessage());
            return UNREACHABLE;
        }
    }

    /// Runs the journey and says how it ended.
    ///
    /// @param images folder for the merchant's QR code
    static int run(URI base, WorkerBell worker, TestPerson person, PrintStream out, Path images)
            throws InterruptedException {
        Transcript transcript = new Transcript(out);
        transcript.title("Drop at " + base + ", customer " + person.name());
        try (DropClient drop = new DropClient(base, transcript);
                DropClient till = new DropClient(base, transcript)) {
            Person payer = new Person(drop, transcript, person);
            String accountId = new Journey(payer, worker, transcript).run();
            String number = organisationNumber();
            new MerchantJourney(new Person(till, transcript, somebody()), payer, transcript)
                    .run(number, accountId, images.resolve("qr-" + number + ".svg"));
            transcript.end();
            return 0;
        } catch (UnmetException unmet) {
            out.println();
            out.println("FAILED: " + unmet.getMessage());
            return UNMET;
        } catch (ConnectException unreachable) {
            out.println();
            out.println(
                    """
                    Nothing answers at %s.
                    Start the suite with ./run and try again, or run ./run demo without an address,
                    which starts a suite of its own.\
                    """
                            .formatted(base));
            return UNREACHABLE;
        } catch (IOException broken) {
            out.println();
            out.println("FAILED: no answer: " + broken);
            return UNMET;
        }
    }

    private static TestPerson somebody() {
        return TestPerson.numbered(1 + new Random().nextInt(PERSONS));
    }

    /// One of the numbers that the local register takes for a shop that trades.
    private static String organisationNumber() {
        int first = new Random().nextInt(SHOPS);
        return IntStream.iterate(first, i -> i + 1)
                .mapToObj(i -> "311%06d".formatted(i))
                .filter(Brreg::isValid)
                .findFirst()
                .orElseThrow();
    }

    private static int usage(PrintStream out) {
        out.println("usage: ./run demo [address of a running suite, as http://localhost:3000]");
        return USAGE;
    }
}
