/** What a search is asked to do, what it costs, and when it has scanned enough. Depends on {@code open} only. */
@NullMarked
package org.annoyindex.query.plan;

import org.jspecify.annotations.NullMarked;
