/** The {@code annoy} command line: one class a command. */
package org.annoyindex.builder.cli;
