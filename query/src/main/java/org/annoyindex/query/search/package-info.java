/** Searches composed of a comparer and a strategy for a kind of file. */
@NullMarked
package org.annoyindex.query.search;

import org.jspecify.annotations.NullMarked;
