/**
 * Readers of vectors, keys and ids in files of several formats. They keep one row in memory.
 *
 * <p>{@link org.annoyindex.builder.input.VectorReaders#open(java.nio.file.Path)} opens a file of vectors. Every problem of a
 * file is reported as an {@link org.annoyindex.builder.input.InvalidInputException} whose message names the place, the
 * problem and the remedy.
 */
@NullMarked
package org.annoyindex.builder.input;

import org.jspecify.annotations.NullMarked;
