/** Memory mapping of files, which happens only here. */
@NullMarked
package org.annoyindex.core.memory;

import org.jspecify.annotations.NullMarked;
