/** The files of Spotify's Annoy, read and written byte for byte as its C++ code does. */
@NullMarked
package org.annoyindex.core.spotify;

import org.jspecify.annotations.NullMarked;
