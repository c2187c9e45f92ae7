/** One bit a dimension for every item, from which its distance to a query is estimated without reading its vector. */
@NullMarked
package org.annoyindex.core.sketch;

import org.jspecify.annotations.NullMarked;
