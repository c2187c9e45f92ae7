/** The only place that maps files. */
@NullMarked
package org.annoyindex.core.memory;

import org.jspecify.annotations.NullMarked;
