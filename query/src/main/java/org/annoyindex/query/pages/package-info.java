/** Strategies for files of this library: walks over pages, sketches and candidates. */
@NullMarked
package org.annoyindex.query.pages;

import org.jspecify.annotations.NullMarked;
