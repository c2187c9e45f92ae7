/** How fast files of vectors are read, beside the library that parses them or a plain read. */
@NullMarked
package org.annoyindex.benchmarks.input;

import org.jspecify.annotations.NullMarked;
