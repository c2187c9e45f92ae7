/** Other Java libraries that the index is compared with, each behind the harness's protocol. */
package org.annoyindex.benchmarks.rivals;
