/** The files of Spotify's Annoy, read and written byte for byte as its C++ code does. */
package org.annoyindex.core.annoy;
