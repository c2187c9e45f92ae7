/** Searchers and their pool: the place above all strategies that chooses one for a file. */
@NullMarked
package org.annoyindex.query.pool;

import org.jspecify.annotations.NullMarked;
