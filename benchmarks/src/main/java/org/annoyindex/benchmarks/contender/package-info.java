/**
 * What a library does to take part in {@code bin/bench run}: each is a process of its own that answers requests line by
 * line. {@link org.annoyindex.benchmarks.contender.ContenderServer} says which, for the C++ programs as well.
 */
package org.annoyindex.benchmarks.contender;
