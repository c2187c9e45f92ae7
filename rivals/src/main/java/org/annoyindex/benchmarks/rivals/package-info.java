/** The Java libraries that the index is compared with; each implements the protocol of the benchmarks. */
package org.annoyindex.benchmarks.rivals;
