/** Forests of Spotify's Annoy: trees of splits whose leaves are buckets of ids. */
package org.annoyindex.builder.forest;
