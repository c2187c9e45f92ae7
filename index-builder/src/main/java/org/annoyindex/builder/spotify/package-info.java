/** Forests of Spotify's Annoy: trees of splits whose leaves are buckets of ids. */
@NullMarked
package org.annoyindex.builder.spotify;

import org.jspecify.annotations.NullMarked;
