/** Parquet: pages are unpacked here, and decoded by Apache's parquet-column. */
@NullMarked
package org.annoyindex.formats.parquet;

import org.jspecify.annotations.NullMarked;
