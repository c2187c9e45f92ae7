/** The language models that embed sentences for data sets; a separate module, as they are large. */
package org.annoyindex.benchmarks.embedder;
