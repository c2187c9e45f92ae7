/** Growing trees: from points to a hierarchy of groups of near points. */
@NullMarked
package org.annoyindex.builder.grow;

import org.jspecify.annotations.NullMarked;
