/** Tables: what their columns are, and files of separated values. Not public API. */
@NullMarked
package org.annoyindex.builder.input.table;

import org.jspecify.annotations.NullMarked;
