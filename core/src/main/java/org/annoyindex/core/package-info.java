/**
 * The types that the query and builder modules share with programs: {@link org.annoyindex.core.Metric}, {@link
 * org.annoyindex.core.KeyKind} and {@link org.annoyindex.core.IndexFormatException}.
 */
@NullMarked
package org.annoyindex.core;

import org.jspecify.annotations.NullMarked;
