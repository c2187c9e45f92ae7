/** HDF5: a dataset of two dimensions, read in bands of rows. */
@NullMarked
package org.annoyindex.formats.hdf5;

import org.jspecify.annotations.NullMarked;
