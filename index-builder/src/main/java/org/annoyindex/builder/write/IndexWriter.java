package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.link.LinkGraph;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.KeyColumn;
import org.annoyindex.core.format.LabelColumn;
import org.annoyindex.core.format.LinkProfile;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.jspecify.annotations.Nullable;

/** Writes an index file: the sections in the order of {@link SectionKind}, then the header. For one thread. */
public final class IndexWriter implements AutoCloseable {
    /** Number of records that are encoded before they are written. */
    private static final int RECORDS_PER_WRITE = 1024;

    /** Number of points whose mean becomes the center of the rotation. */
    private static final int CENTER_SAMPLE = 65_536;

    private final AtomicFile file;
    private final SectionWriter out;
    /** Null before everything is written. */
    private @Nullable Header header;
    /** Null before everything is written, and without sketches. */
    private @Nullable Rotation rotation;
    /** Ids by position; empty before everything is written. */
    private int[] order = new int[0];

    /**
     * Creates the temporary file.
     *
     * @param target the file to write.
     * @throws IOException if it cannot be written.
     */
    public IndexWriter(final Path target) throws IOException {
        file = new AtomicFile(target);
        out = new SectionWriter(file);
        try {
            file.write(buffer(Header.BYTES)); // filled in when everything else is known
        } catch (final IOException ex) {
            file.close();
            throw ex;
        }
    }

    /**
     * Writes everything but the recall profile.
     *
     * @param contents what to write.
     * @param workers threads of the build.
     * @param progress gets the share of the work that is done.
     * @return the temporary file, from which the index can be read already.
     * @throws IOException if the disk is full or fails.
     */
    public Path write(final IndexContents contents, final Workers workers, final DoubleConsumer progress)
            throws IOException {
        final Metric metric = contents.metric();
        final Points points = contents.points();
        final float[] center = mean(points);
        rotation = metric.hasSketches() ? new Rotation(center, contents.seed()) : null;
        final int sketchBits = rotation == null ? 0 : SketchCodec.bitsFor(points.dimension());
        final PageLayout layout = new PageLayout(contents.trees(), points.dimension(), sketchBits);
        final PageWriter pages = new PageWriter(layout, contents, rotation);
        order = layout.itemOrder();
        final int[] positionOf = new int[order.length];
        for (int position = 0; position < order.length; position++) {
            positionOf[order[position]] = position;
        }
        final ByteBuffer centerBytes = buffer(4 * center.length);
        centerBytes.asFloatBuffer().put(center);
        out.write(SectionKind.CENTER, centerBytes);
        writeInts(SectionKind.ROOTS, layout.roots());
        pages.writeInnerPages(out);
        pages.writeLeafPages(out, positionOf, workers, share -> progress.accept(0.6 * share));
        writeVectors(contents, order, share -> progress.accept(0.6 + 0.4 * share));
        writeInts(SectionKind.POSITIONS, positionOf);
        writeInts(SectionKind.IDS, order);
        if (rotation != null) {
            new ItemSketches(contents, rotation, sketchBits).write(out, workers);
        }
        writeNames(contents);
        if (VectorIds.areWrittenFor(contents)) {
            new VectorIds(contents).write(out, workers);
        }
        header = new Header(
                Header.VERSION,
                metric,
                contents.dimension(),
                points.count(),
                layout.roots().length,
                contents.leavesPerItem(),
                sketchBits,
                contents.space().largestNorm(),
                contents.seed(),
                layout.innerPageCount(),
                layout.leafPageCount(),
                layout.longestInnerPage(),
                layout.longestLeafPage(),
                file.position(),
                out.sections());
        file.overwrite(header.encode(), 0);
        progress.accept(1);
        return file.temporary();
    }

    /**
     * Adds links between items.
     *
     * @param graph the links, by position.
     * @param contents of the index, which has sketches.
     * @param workers threads of the build.
     * @throws IOException if the disk is full or fails.
     */
    public void write(final LinkGraph graph, final IndexContents contents, final Workers workers) throws IOException {
        final Header written = Objects.requireNonNull(header, "nothing is written");
        new LinkWriter(contents, Objects.requireNonNull(rotation, "no sketches"), written.sketchBits(), order)
                .write(graph, out, workers);
        writeHeader();
    }

    /**
     * Drops the links between items, which were written last.
     *
     * @throws IOException if the disk fails.
     */
    public void dropLinks() throws IOException {
        out.dropFrom(SectionKind.ITEM_PAGES);
        writeHeader();
    }

    /**
     * Adds the recall profile.
     *
     * @param profile measured on the file as written so far.
     * @throws IOException if the disk is full or fails.
     */
    public void write(final RecallProfile profile) throws IOException {
        out.write(SectionKind.RECALL, profile.encode());
        writeHeader();
    }

    /**
     * Adds the recall profile of searches over links.
     *
     * @param profile measured on the file as written so far.
     * @throws IOException if the disk is full or fails.
     */
    public void write(final LinkProfile profile) throws IOException {
        out.write(SectionKind.LINK_RECALL, profile.encode());
        writeHeader();
    }

    /** {@return number of bytes written so far} */
    public long length() {
        return file.position();
    }

    private void writeHeader() throws IOException {
        header = Objects.requireNonNull(header, "nothing is written").withFileLength(file.position());
        file.overwrite(header.encode(), 0);
    }

    /**
     * Puts the file in its place.
     *
     * @throws IOException if the disk fails; the old file, if any, is still there.
     */
    public void commit() throws IOException {
        file.commit();
    }

    private static ByteBuffer buffer(final int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] mean(final Points points) {
        final double[] sum = new double[points.dimension()];
        final float[] point = new float[points.dimension()];
        final int count = Math.min(points.count(), CENTER_SAMPLE);
        for (int i = 0; i < count; i++) {
            points.load((int) ((long) i * points.count() / count), point, 0);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += point[j];
            }
        }
        final float[] mean = new float[sum.length];
        for (int j = 0; j < sum.length; j++) {
            mean[j] = count == 0 ? 0 : (float) (sum[j] / count);
        }
        return mean;
    }

    private void writeVectors(final IndexContents contents, final int[] order, final DoubleConsumer progress)
            throws IOException {
        final Metric metric = contents.metric();
        final int dimension = contents.dimension();
        final int recordBytes = VectorColumn.recordBytes(metric, dimension);
        final PointSpace space = new PointSpace(metric, dimension, 0);
        final float[] vector = new float[dimension];
        final ByteBuffer records = buffer(recordBytes * RECORDS_PER_WRITE);
        out.begin(SectionKind.VECTORS, (long) recordBytes * order.length);
        for (int position = 0; position < order.length; position++) {
            contents.vectors().read(order[position], vector, 0);
            VectorColumn.encode(records, metric, vector, space.norm(vector, 0));
            if (!records.hasRemaining()) {
                out.write(records.flip());
                records.clear();
                progress.accept((double) position / order.length);
            }
        }
        out.write(records.flip());
        out.end();
    }

    private void writeInts(final SectionKind kind, final int[] values) throws IOException {
        out.begin(kind, 4L * values.length);
        final ByteBuffer bytes = buffer(4 * RECORDS_PER_WRITE);
        for (int from = 0; from < values.length; from += RECORDS_PER_WRITE) {
            final int count = Math.min(RECORDS_PER_WRITE, values.length - from);
            bytes.clear().asIntBuffer().put(values, from, count);
            out.write(bytes.limit(4 * count));
        }
        out.end();
    }

    private void writeNames(final IndexContents contents) throws IOException {
        if (contents.labels().size() > 0) {
            out.begin(SectionKind.LABELS, LabelColumn.bytes(contents.labels()));
            LabelColumn.write(contents.labels(), out::write);
            out.end();
        }
        if (contents.keys().size() > 0) {
            out.begin(SectionKind.KEYS, KeyColumn.bytes(contents.keys()));
            KeyColumn.write(contents.keys(), out::write);
            out.end();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
