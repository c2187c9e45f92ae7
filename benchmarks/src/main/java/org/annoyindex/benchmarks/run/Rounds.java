package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The order of passes. First each setting is warmed up, until a sweep ends. Then come the rounds: in each, every
 * library makes a pass at each of those settings, so that a temporary slowdown of the machine affects all libraries.
 */
final class Rounds {
    private Rounds() {}

    /** Runs passes. */
    interface Passes<E> {
        /** Returns whether the next setting of the sweep should be measured. */
        boolean warm(E entry, Parameters setting) throws IOException;

        void measure(int round, E entry, Parameters setting) throws IOException;
    }

    /**
     * Runs all passes.
     *
     * @param sweeps of an entry, in order.
     */
    static <E> void run(
            final List<E> entries,
            final Function<E, List<List<Parameters>>> sweeps,
            final int rounds,
            final Passes<E> passes)
            throws IOException {
        final Map<E, List<Parameters>> settings = new LinkedHashMap<>();
        for (final E entry : entries) {
            final List<Parameters> measured = new ArrayList<>();
            for (final List<Parameters> sweep : sweeps.apply(entry)) {
                boolean more = true;
                for (int i = 0; i < sweep.size() && more; i++) {
                    measured.add(sweep.get(i));
                    more = passes.warm(entry, sweep.get(i));
                }
            }
            settings.put(entry, measured);
        }
        for (int round = 1; round <= rounds; round++) {
            for (final Map.Entry<E, List<Parameters>> entry : settings.entrySet()) {
                for (final Parameters setting : entry.getValue()) {
                    passes.measure(round, entry.getKey(), setting);
                }
            }
        }
    }
}
