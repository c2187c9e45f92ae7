/** The {@code annoy} command line: one class a command. */
@NullMarked
package org.annoyindex.cli;

import org.jspecify.annotations.NullMarked;
