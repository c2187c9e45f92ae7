/**
 * The libraries that {@code bin/bench run} compares. Each runs in its own process, which answers requests line by line.
 * {@link org.annoyindex.benchmarks.contender.ContenderServer} defines the protocol, which the C++ programs also use.
 */
package org.annoyindex.benchmarks.contender;
