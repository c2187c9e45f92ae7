/** Formats of rows of numbers with a fixed number of bytes. Not public API. */
@NullMarked
package org.annoyindex.builder.input.binary;

import org.jspecify.annotations.NullMarked;
