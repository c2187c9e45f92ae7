/**
 * Arithmetic on vectors and sketches, in scalar code and, on JDK 25 with the incubating Vector API, in SIMD code. Both
 * give bit-identical results.
 */
@NullMarked
package org.annoyindex.core.kernel;

import org.jspecify.annotations.NullMarked;
