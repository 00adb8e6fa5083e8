package no.getdrop.bench.reliability;

import no.getdrop.bench.Drop;
import no.getdrop.local.lambda.EnvironmentReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the api's processes hold at a moment, the largest of them.
///
/// @param residentKb memory, in KiB
/// @param connections to the database, of all functions
record Vitals(long residentKb, long threads, long connections) {
    /// As Linux tells them.
    static Vitals of(Drop drop) throws IOException {
        long resident = 0;
        long threads = 0;
        for (EnvironmentReport environment : drop.api().environments()) {
            Path status = Path.of("/proc", Long.toString(environment.pid()), "status");
            if (Files.exists(status)) {
                List<String> lines = Files.readAllLines(status);
                resident = Math.max(resident, number(lines, "VmRSS:"));
                threads = Math.max(threads, number(lines, "Threads:"));
            }
        }
        return new Vitals(resident, threads, drop.host().databaseProxy().connections());
    }

    private static long number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
