/** Reads and writes files of Spotify's Annoy, byte for byte as its C++ code does. */
@NullMarked
package org.annoyindex.core.spotify;

import org.jspecify.annotations.NullMarked;
