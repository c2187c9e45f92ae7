/** Measuring what recall an index's searches reach: running queries, and fitting curves to what they found. */
@NullMarked
package org.annoyindex.builder.recall;

import org.jspecify.annotations.NullMarked;
