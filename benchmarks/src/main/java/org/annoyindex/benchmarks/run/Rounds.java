package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.util.List;

/**
 * In which order passes are made. Each setting is warmed; then come the rounds, in each of which every library makes one
 * pass at each of its settings, so that a machine that is slower for a while is slower for all.
 */
final class Rounds {
    private Rounds() {}

    /** Makes one pass. */
    interface Passes<E> {
        void warm(E entry, Parameters setting) throws IOException;

        void measure(int round, E entry, Parameters setting) throws IOException;
    }

    /** Settings of an entry, in their order. */
    interface Settings<E> {
        List<Parameters> of(E entry);
    }

    static <E> void run(final List<E> entries, final Settings<E> settings, final int rounds, final Passes<E> passes)
            throws IOException {
        for (final E entry : entries) {
            for (final Parameters setting : settings.of(entry)) {
                passes.warm(entry, setting);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (final E entry : entries) {
                for (final Parameters setting : settings.of(entry)) {
                    passes.measure(round, entry, setting);
                }
            }
        }
    }
}
