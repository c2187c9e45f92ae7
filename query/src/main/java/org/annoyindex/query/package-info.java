/**
 * Searching an index file: {@link org.annoyindex.query.AnnoyIndex#load AnnoyIndex.load(path)} and nothing else needed.
 */
@NullMarked
package org.annoyindex.query;

import org.jspecify.annotations.NullMarked;
