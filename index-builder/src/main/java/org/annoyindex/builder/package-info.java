/**
 * Building index files: {@link org.annoyindex.builder.IndexBuilder} takes vectors, grows trees over them and writes one
 * file.
 */
@NullMarked
package org.annoyindex.builder;

import org.jspecify.annotations.NullMarked;
