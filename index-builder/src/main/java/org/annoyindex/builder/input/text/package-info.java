/** Text: its encoding, lines and numbers, and the formats of word vectors. Not public API. */
@NullMarked
package org.annoyindex.builder.input.text;

import org.jspecify.annotations.NullMarked;
