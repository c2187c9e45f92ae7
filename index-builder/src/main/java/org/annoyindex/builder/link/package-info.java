/** Linking items: from leaf pages to a graph in which every item has links to near ones. */
@NullMarked
package org.annoyindex.builder.link;

import org.jspecify.annotations.NullMarked;
