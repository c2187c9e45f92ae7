/**
 * Sketches: about one bit per dimension, from which the distance of an item is estimated without reading its vector.
 */
@NullMarked
package org.annoyindex.core.sketch;

import org.jspecify.annotations.NullMarked;
