package org.annoyindex.core.kernel;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Distances and sketch scans: the inner loops of building and searching. {@link #active()} is chosen once per JVM: SIMD
 * code on JDK 25 with {@code --add-modules jdk.incubator.vector}, scalar code otherwise.
 *
 * <p>Results and files must not depend on the kernel. All kernels therefore add floats in the same order: into 16
 * partial sums, component i into sum {@code i mod 16}, without fused multiply-add; then four times the upper half of
 * the sums is added to the lower. Sketch scans count bits in integers, and the few float operations that follow are
 * done per lane. A Walsh-Hadamard transform adds and subtracts values 1, 2, 4, ... places apart, in this order.
 *
 * <p>Offsets into chunks are in bytes, offsets into arrays in elements. Kernels are stateless and thread-safe.
 */
public abstract class Kernels {
    /** Number of items that are scored together; the width of a block of sketches. */
    public static final int BLOCK = 16;

    /** Number of vectors with which those of {@link Columns} are compared at once. */
    public static final int ROWS = 4;

    /** Bits per component of a quantized query, which is its number of bit planes. */
    public static final int QUERY_BITS = 4;

    /** Number of levels of a quantized component. */
    static final int LEVELS = 1 << QUERY_BITS;

    /** By which the sum and the difference of two halves are scaled. */
    static final float SQRT_HALF = (float) Math.sqrt(0.5);

    private static final String KERNEL_PROPERTY = "annoy.kernel";

    /** @return the kernel this JVM uses. */
    public static Kernels active() {
        return Holder.ACTIVE;
    }

    /**
     * Names the kernel. The names are stable: programs and benchmarks may compare them.
     *
     * @return {@code scalar} for plain Java, or {@code vector} for SIMD code on the Vector API.
     */
    public abstract String name();

    /**
     * @param bytes direct memory.
     * @return the same memory, for this kernel's methods.
     */
    public Chunk chunk(final ByteBuffer bytes) {
        return new Chunk(bytes.order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * @param a first vector's array.
     * @param aFrom index of its first component.
     * @param b second vector's array.
     * @param bFrom index of its first component.
     * @param length number of components.
     * @return the inner product.
     */
    public abstract float dot(float[] a, int aFrom, float[] b, int bFrom, int length);

    /**
     * @param a first vector's array.
     * @param aFrom index of its first component.
     * @param b second vector's array.
     * @param bFrom index of its first component.
     * @param length number of components.
     * @return the squared Euclidean distance.
     */
    public abstract float squaredDistance(float[] a, int aFrom, float[] b, int bFrom, int length);

    /**
     * Computes the inner products of a batch of vectors with each of {@link #ROWS} others.
     *
     * @param columns the batch.
     * @param count number of vectors of the batch, from lane 0.
     * @param rows array with the other vectors, which have the same length.
     * @param starts index of the first component of each.
     * @param products receives those of row r at index {@code r * Columns.LANES + lane}, equal to the results of {@link
     *     #dot(float[], int, float[], int, int)}. Lanes without a vector are undefined.
     */
    public abstract void dots(Columns columns, int count, float[] rows, int[] starts, float[] products);

    /**
     * Computes the squared Euclidean distances between a batch of vectors and each of {@link #ROWS} others.
     *
     * @param columns the batch.
     * @param count number of vectors of the batch, from lane 0.
     * @param rows array with the other vectors, which have the same length.
     * @param starts index of the first component of each.
     * @param distances receives those from row r at index {@code r * Columns.LANES + lane}, equal to the results of
     *     {@link #squaredDistance(float[], int, float[], int, int)}. Lanes without a vector are undefined.
     */
    public abstract void squaredDistances(Columns columns, int count, float[] rows, int[] starts, float[] distances);

    /**
     * @param length number of components.
     * @return number of floats of scratch space that a comparison with an off-heap vector needs.
     */
    public static int scratchLength(final int length) {
        return length + 2 * BLOCK;
    }

    /**
     * @param query components, at least {@code length}.
     * @param chunk memory with a vector.
     * @param offset of the vector's first component, a multiple of 4.
     * @param length number of components.
     * @param scratch of {@link #scratchLength} floats; its contents are overwritten.
     * @return the inner product.
     */
    public abstract float dot(float[] query, Chunk chunk, int offset, int length, float[] scratch);

    /**
     * @param query components, at least {@code length}.
     * @param chunk memory with a vector.
     * @param offset of the vector's first component, a multiple of 4.
     * @param length number of components.
     * @param scratch of {@link #scratchLength} floats; its contents are overwritten.
     * @return the squared Euclidean distance.
     */
    public abstract float squaredDistance(float[] query, Chunk chunk, int offset, int length, float[] scratch);

    /**
     * @param query components, at least {@code length}.
     * @param chunk memory with a vector.
     * @param offset of the vector's first component, a multiple of 4.
     * @param length number of components.
     * @param scratch of {@link #scratchLength} floats; its contents are overwritten.
     * @return the sum of absolute differences.
     */
    public abstract float manhattanDistance(float[] query, Chunk chunk, int offset, int length, float[] scratch);

    /**
     * Counts differing bits; shared by all kernels, as scalar code is fast enough.
     *
     * @param query packed bits.
     * @param chunk memory with the same number of words.
     * @param offset of the first word.
     * @return the number of bits that differ.
     */
    public final int hammingDistance(final long[] query, final Chunk chunk, final int offset) {
        final ByteBuffer bytes = chunk.bytes();
        int count = 0;
        for (int i = 0; i < query.length; i++) {
            count += Long.bitCount(query[i] ^ bytes.getLong(offset + (i << 3)));
        }
        return count;
    }

    /**
     * One round of a rotation, in place: multiplies by signs, transforms a part by an unscaled Walsh-Hadamard transform,
     * and, unless the part is the whole, replaces the two halves by their sum and their difference, times the square
     * root of a half.
     *
     * @param values as many as {@code signs}.
     * @param signs factors of the values, a multiple of 64 of them.
     * @param from index of the first value to transform, a multiple of 64.
     * @param transformed number of values to transform, a power of two and at least 64.
     */
    public abstract void rotateRound(float[] values, float[] signs, int from, int transformed);

    /**
     * @param values with a number of components that is a multiple of 64.
     * @param length the number of components.
     * @return the largest absolute value; NaN if one of them is.
     */
    public abstract float largestMagnitude(float[] values, int length);

    /**
     * Rounds components to levels, and splits these into bit planes. The level of a component x is
     * {@code (x + largest) * inverseStep}, rounded to nearest and at most 15.
     *
     * @param values at least 64 per word of the planes.
     * @param largest the largest absolute value.
     * @param inverseStep one divided by the distance between levels.
     * @param query receives the planes.
     */
    public abstract void quantize(float[] values, float largest, float inverseStep, QueryPlanes query);

    /**
     * Scores a leaf's sketches against a query and appends a {@link org.annoyindex.core.rank.ScoredKey} (score,
     * position) for each score below a threshold. The score of the item in lane l of a block is
     * {@code base + add_l + scale_l * (offsetProduct - step * S_l)} with
     * {@code S_l = sum over planes j of 2^j * bitCount(code_l ^ plane_j)}.
     *
     * <p>A block of 16 items consists of rows of 64 bytes: for each 64-bit word of the code, the words of the items in
     * even lanes and then those in odd lanes; then scale, add (32-bit floats) and position (32-bit integers) of the 16
     * lanes. Lanes without an item have an add of +infinity.
     *
     * @param query bit planes and scaling of the query.
     * @param chunk memory with the blocks.
     * @param offset of the first block.
     * @param count number of items.
     * @param base the squared distance between query and centroid.
     * @param slack added to the inner product before it is scaled, to score by a lower bound instead of the estimate.
     * @param threshold scores must be below it.
     * @param scores scratch space of {@link #BLOCK} floats.
     * @param keys receives the keys; must have room for {@code count} after {@code size}.
     * @param size number of keys before.
     * @return number of keys after.
     */
    public abstract int scan(
            QueryPlanes query,
            Chunk chunk,
            int offset,
            int count,
            float base,
            float slack,
            float threshold,
            float[] scores,
            long[] keys,
            int size);

    /** Loads the kernel on first use, and lets the compiler treat it as a constant. */
    private static final class Holder {
        static final Kernels ACTIVE = choose();

        private static Kernels choose() {
            final System.Logger log = System.getLogger("org.annoyindex");
            final String wanted = System.getProperty(KERNEL_PROPERTY, "");
            if (wanted.equals("scalar")) {
                return new ScalarKernels();
            }
            if (Runtime.version().feature() < 25) {
                log.log(Level.DEBUG, "scalar kernels: SIMD needs JDK 25, this is " + Runtime.version());
                return new ScalarKernels();
            }
            final var module = ModuleLayer.boot().findModule("jdk.incubator.vector");
            if (module.isEmpty()) {
                log.log(Level.INFO, "scalar kernels: start java with --add-modules jdk.incubator.vector for SIMD");
                return new ScalarKernels();
            }
            Kernels.class.getModule().addReads(module.get());
            try {
                return Class.forName("org.annoyindex.core.kernel.VectorKernels")
                        .asSubclass(Kernels.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (final ClassNotFoundException ex) {
                log.log(
                        Level.WARNING,
                        "scalar kernels: this copy of annoy-core lacks META-INF/versions/25; repackage it as a multi-release jar");
                return new ScalarKernels();
            } catch (final InvocationTargetException ex) {
                log.log(Level.INFO, "scalar kernels: " + ex.getTargetException().getMessage());
                return new ScalarKernels();
            } catch (final ReflectiveOperationException ex) {
                throw new ExceptionInInitializerError(ex);
            }
        }
    }
}
