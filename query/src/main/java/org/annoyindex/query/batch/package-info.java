/** Searches for many queries on several threads. */
@NullMarked
package org.annoyindex.query.batch;

import org.jspecify.annotations.NullMarked;
