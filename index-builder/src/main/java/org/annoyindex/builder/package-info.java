/**
 * Building index files: {@link org.annoyindex.builder.IndexBuilder} takes vectors, grows trees over them and writes one
 * file.
 */
package org.annoyindex.builder;
