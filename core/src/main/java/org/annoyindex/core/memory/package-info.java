/** The only place that maps files. */
package org.annoyindex.core.memory;
