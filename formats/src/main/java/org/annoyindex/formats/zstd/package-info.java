/** zstd, unpacked. */
@NullMarked
package org.annoyindex.formats.zstd;

import org.jspecify.annotations.NullMarked;
