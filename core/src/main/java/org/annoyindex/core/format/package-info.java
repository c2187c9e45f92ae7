/**
 * The parts of the index file. One class both writes and reads each part. {@code docs/FORMAT.md} specifies the whole
 * file.
 */
@NullMarked
package org.annoyindex.core.format;

import org.jspecify.annotations.NullMarked;
