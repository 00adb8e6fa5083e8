package no.getdrop.tests.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// How much of what can be made from the contract is tried: a sample in every build, all of it with
/// `-Ddrop.contract=complete`, as every night (profile contract).
final class Extent {
    /// What chooses the sample and makes up values; repeat a run with `-Ddrop.seed`.
    static final long SEED = Long.getLong("drop.seed", 20261125);

    private static final boolean COMPLETE =
            "complete".equals(System.getProperty("drop.contract", "sample"));

    private Extent() {}

    /// All of them, or so many in their order.
    static <T> List<T> of(List<T> all, int sample) {
        if (COMPLETE || all.size() <= sample) {
            return List.copyOf(all);
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, new Random(SEED));
        return places.subList(0, sample).stream().sorted().map(all::get).toList();
    }
}
