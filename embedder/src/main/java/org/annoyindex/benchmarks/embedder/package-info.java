/** A language model that embeds sentences for a data set; a separate module, as it is large. */
package org.annoyindex.benchmarks.embedder;
