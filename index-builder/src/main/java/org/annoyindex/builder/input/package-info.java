/**
 * Reading vectors from files, one after the other and in little memory, whatever format they come in.
 *
 * <p>{@link org.annoyindex.builder.input.VectorReader#open(java.nio.file.Path)} is the door. Everything that is wrong with
 * a file is reported as an {@link org.annoyindex.builder.input.InvalidInputException} whose message says where, what, and
 * what to do about it.
 */
@NullMarked
package org.annoyindex.builder.input;

import org.jspecify.annotations.NullMarked;
