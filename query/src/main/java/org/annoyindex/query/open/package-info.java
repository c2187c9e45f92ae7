/** What is open: index files of both kinds, their labels and keys, and the checks of all arguments. Uses no search. */
@NullMarked
package org.annoyindex.query.open;

import org.jspecify.annotations.NullMarked;
