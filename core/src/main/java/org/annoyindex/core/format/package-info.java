/**
 * The index file, piece by piece: whoever writes a piece of it stands beside whoever reads it, in one class. The whole is
 * specified in {@code docs/FORMAT.md}.
 */
@NullMarked
package org.annoyindex.core.format;

import org.jspecify.annotations.NullMarked;
