/**
 * Arithmetic on vectors and sketches, in scalar code and, on a JDK 25 with the incubator module, in SIMD code. Both
 * give the same bits.
 */
@NullMarked
package org.annoyindex.core.kernel;

import org.jspecify.annotations.NullMarked;
