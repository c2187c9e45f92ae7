/** Growing trees: from points to a hierarchy of groups of near points. */
package org.annoyindex.builder.grow;
