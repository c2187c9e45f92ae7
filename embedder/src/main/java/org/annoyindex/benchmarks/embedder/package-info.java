/** A language model that makes vectors of sentences, for a data set; large, and therefore a module of its own. */
package org.annoyindex.benchmarks.embedder;
