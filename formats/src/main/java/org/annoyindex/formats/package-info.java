/** Readers of vectors in formats that need a library; {@link java.util.ServiceLoader} finds them. */
@NullMarked
package org.annoyindex.formats;

import org.jspecify.annotations.NullMarked;
