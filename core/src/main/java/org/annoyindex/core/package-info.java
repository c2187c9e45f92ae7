/**
 * What builder and search share: metrics, the space in which trees are grown, file formats, mapped memory, distance
 * kernels and sketches. Nothing here decides when to read or write.
 */
@NullMarked
package org.annoyindex.core;

import org.jspecify.annotations.NullMarked;
