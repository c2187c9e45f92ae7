/** Writing trees and vectors into an index file. */
package org.annoyindex.builder.write;
