/** Comparing the query with vectors, and keeping the nearest. Depends on {@code open} and {@code plan}. */
@NullMarked
package org.annoyindex.query.exact;

import org.jspecify.annotations.NullMarked;
