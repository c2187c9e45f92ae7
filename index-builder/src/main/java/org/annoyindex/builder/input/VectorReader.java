package org.annoyindex.builder.input;

import java.io.IOException;

/**
 * Vectors of one file, read in order.
 *
 * <p>An open reader has at least one vector: {@code open} refuses files without any. All vectors have the
 * same dimension and only finite components; the first one that does not is reported by {@link #next} as an
 * {@link InvalidInputException}. If its problem is {@linkplain InvalidInputException#isOfOneRow that of one row}, the next call
 * continues with the next row; after any other exception a reader can only be closed.
 *
 * <p>A reader keeps one row in memory, however large the file, and trusts no size written in it before checking that size
 * against what the file can hold. Not safe for use by several threads.
 */
public interface VectorReader extends AutoCloseable {
    /**
     * Number of components of every vector.
     *
     * @return the dimension, from 1 to 65,536.
     */
    int dimension();

    /**
     * Number of vectors in the file, if the file states it or it follows from its size. It is checked against the file's size
     * (of a compressed file, its largest possible size), so memory may be allocated for that many vectors. The number that a
     * pipe states cannot be checked.
     *
     * @return the number of vectors, at least 1, or -1 if it is not known before the end is reached.
     */
    long count();

    /**
     * Whether every vector comes with a label.
     *
     * @return true if {@link #label()} may be called.
     */
    boolean labeled();

    /**
     * Reads the next vector.
     *
     * @param vector receives the components in its first {@link #dimension()} entries; the others are left alone.
     * @return false if there are no more vectors; the content of the array is then undefined.
     * @throws InvalidInputException if the file is not as its format must be, or a component is not a finite number.
     * @throws IOException if reading fails.
     * @throws IllegalArgumentException if the array is shorter than the dimension.
     */
    boolean next(float[] vector) throws IOException;

    /**
     * Label of the vector read last.
     *
     * @return the label.
     * @throws IllegalStateException if the file has no labels, or no vector has been read or the end has been reached.
     */
    String label();

    /**
     * Whether every vector comes with a key apart from its label.
     *
     * @return true if {@link #key()} may be called.
     */
    default boolean keyed() {
        return false;
    }

    /**
     * Key of the vector read last.
     *
     * @return the key, as text.
     * @throws IllegalStateException if the file has no keys, or no vector has been read or the end has been reached.
     */
    default String key() {
        throw new IllegalStateException("the file has no keys");
    }

    /**
     * What was taken as labels, keys and components, if that had to be guessed, as a line for users.
     *
     * @return the line; empty if nothing was guessed.
     */
    default String guess() {
        return "";
    }

    /**
     * Share of the input that has been read, in bytes of the file as it is on disk, for progress displays. Buffered bytes
     * count as read.
     *
     * @return a number from 0 to 1; for a pipe always 0.
     */
    double shareRead();

    /**
     * Closes the file. Closing it again has no effect.
     *
     * @throws IOException if closing fails.
     */
    @Override
    void close() throws IOException;
}
