package org.annoyindex.builder.write;

import java.io.IOException;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.format.VectorHash;
import org.annoyindex.core.format.VectorIdColumn;
import org.annoyindex.core.format.VectorIdTable;

/** Writes the table that finds ids by vectors. Vectors are hashed on all threads, and entered by ascending id. */
final class VectorIds {
    /** Number of vectors in a task. */
    private static final int BATCH = 4096;

    private final IndexContents contents;
    private final int count;
    private final float[] vector;
    private final float[] other;
    /** Number of items entered. */
    private int entered;

    VectorIds(final IndexContents contents) {
        this.contents = contents;
        count = contents.points().count();
        vector = new float[contents.dimension()];
        other = new float[contents.dimension()];
    }

    /** Whether an index has such a table: not for dot, whose nearest item is another, nor if it would not fit an array. */
    static boolean areWrittenFor(final IndexContents contents) {
        return contents.metric() != Metric.DOT && contents.points().count() <= VectorIdTable.MAX_ITEMS;
    }

    void write(final SectionWriter out, final Workers workers) throws IOException {
        final VectorIdTable table = new VectorIdTable(count, this::areEqual);
        workers.inOrder((count + BATCH - 1) / BATCH, i -> hashes(i * BATCH), hashes -> {
            for (final long hash : hashes) {
                table.add(entered++, hash);
            }
        });
        out.begin(SectionKind.VECTOR_IDS, VectorIdColumn.bytes(table));
        VectorIdColumn.write(table, out::write);
        out.end();
    }

    private long[] hashes(final int first) {
        final long[] hashes = new long[Math.min(count - first, BATCH)];
        final boolean packed = contents.metric() == Metric.HAMMING;
        final float[] components = new float[contents.dimension()];
        final long[] words = new long[packed ? VectorColumn.words(components.length) : 0];
        for (int i = 0; i < hashes.length; i++) {
            contents.vectors().read(first + i, components, 0);
            if (packed) {
                VectorColumn.pack(components, words);
            }
            hashes[i] = packed ? VectorHash.of(words) : VectorHash.of(components);
        }
        return hashes;
    }

    private boolean areEqual(final int id, final int otherId) {
        contents.vectors().read(id, vector, 0);
        contents.vectors().read(otherId, other, 0);
        for (int i = 0; i < vector.length; i++) {
            if (vector[i] != other[i]) {
                return false;
            }
        }
        return true;
    }
}
