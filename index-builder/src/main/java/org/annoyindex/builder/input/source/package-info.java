/** The bytes of an input, opened once, unpacked, and recognized by how they begin. Not public API. */
@NullMarked
package org.annoyindex.builder.input.source;

import org.jspecify.annotations.NullMarked;
