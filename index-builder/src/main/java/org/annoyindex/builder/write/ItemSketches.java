package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;

/** Writes the sketches of all items, by id. */
final class ItemSketches {
    /** Number of rows in a task. */
    private static final int BATCH = 4096;

    private final IndexContents contents;
    private final Rotation rotation;
    private final int bits;
    private final int count;

    ItemSketches(final IndexContents contents, final Rotation rotation, final int bits) {
        this.contents = contents;
        this.rotation = rotation;
        this.bits = bits;
        count = contents.points().count();
    }

    void write(final SectionWriter out, final Workers workers) throws IOException {
        out.begin(SectionKind.SKETCHES, (long) SketchColumn.rowBytes(bits) * count);
        workers.inOrder((count + BATCH - 1) / BATCH, i -> encode(i * BATCH), out::write);
        out.end();
    }

    private ByteBuffer encode(final int first) {
        final int last = Math.min(count, first + BATCH);
        final int rowBytes = SketchColumn.rowBytes(bits);
        final ByteBuffer rows = ByteBuffer.allocate((last - first) * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        final float[] point = new float[contents.points().dimension()];
        final float[] rotated = new float[rotation.dimension()];
        final float[] center = new float[rotation.dimension()];
        for (int id = first; id < last; id++) {
            contents.points().load(id, point, 0);
            rotation.rotate(point, 0, rotated);
            SketchCodec.encodeRow(rows, (id - first) * rowBytes, bits, rotated, center, contents.sketchShift(point));
        }
        return rows;
    }
}
