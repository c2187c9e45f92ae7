/**
 * What builder and search share: metrics, the space in which trees are grown, file formats, mapped memory, distance
 * kernels and sketches. Nothing here decides when to read or write.
 */
package org.annoyindex.core;
