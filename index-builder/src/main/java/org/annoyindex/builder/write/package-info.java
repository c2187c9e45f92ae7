/** Writing trees and vectors into an index file. */
@NullMarked
package org.annoyindex.builder.write;

import org.jspecify.annotations.NullMarked;
