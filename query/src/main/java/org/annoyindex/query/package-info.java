/**
 * Searching an index file: {@link org.annoyindex.query.AnnoyIndex#load AnnoyIndex.load(path)} and nothing else needed.
 */
package org.annoyindex.query;
