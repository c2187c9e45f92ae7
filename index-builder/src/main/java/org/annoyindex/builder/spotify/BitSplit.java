package org.annoyindex.builder.spotify;

import java.nio.ByteBuffer;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;

/** Divides vectors of zeros and ones by one component: a random one, or the first in which they differ. */
final class BitSplit extends Split {
    /** Number of random components that are tried. */
    private static final int ATTEMPTS = 20;

    private final VectorColumn vectors;
    private final int dimension;
    private final SpotifyNodeEncoder encoder;
    private int component;

    BitSplit(final VectorColumn vectors, final int dimension, final SpotifyNodeEncoder encoder) {
        this.vectors = vectors;
        this.dimension = dimension;
        this.encoder = encoder;
    }

    @Override
    void find(final int[] items, final int from, final int to, final SplitMix random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            component = random.nextInt(dimension);
            if (divides(items, from, to)) {
                return;
            }
        }
        for (component = 0; component < dimension - 1; component++) {
            if (divides(items, from, to)) {
                return;
            }
        }
    }

    private boolean divides(final int[] items, final int from, final int to) {
        final boolean first = isSet(items[from]);
        for (int i = from + 1; i < to; i++) {
            if (isSet(items[i]) != first) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean isSecond(final int item, final SplitMix random) {
        return isSet(item);
    }

    private boolean isSet(final int item) {
        return vectors.chunk(item).bytes().getFloat(vectors.offset(item) + 4 * component) != 0;
    }

    /** No component sends a query both ways. Annoy also keeps the last one that it tried. */
    @Override
    void giveUp() {}

    @Override
    void encode(final ByteBuffer to, final int descendants, final int first, final int second) {
        encoder.split(to, descendants, first, second, component);
    }
}
