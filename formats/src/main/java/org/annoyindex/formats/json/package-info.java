/** JSON: rows as objects or arrays, one a line, in an array, or as parallel arrays. */
@NullMarked
package org.annoyindex.formats.json;

import org.jspecify.annotations.NullMarked;
