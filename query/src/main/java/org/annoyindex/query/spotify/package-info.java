/** Strategies for files of Spotify's Annoy: its walk over nodes. */
@NullMarked
package org.annoyindex.query.spotify;

import org.jspecify.annotations.NullMarked;
