package org.annoyindex.formats;

import java.io.IOException;
import java.util.Set;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.FormatProvider;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.formats.hdf5.Hdf5Reader;
import org.annoyindex.formats.json.JsonFormat;
import org.annoyindex.formats.parquet.ParquetReader;

/** The formats that this library reads. Safe for any number of threads. */
public final class InstalledFormats implements FormatProvider {
    /** The service loader calls this. */
    public InstalledFormats() {}

    @Override
    public Set<VectorFormat> formats() {
        return Set.of(VectorFormat.JSON, VectorFormat.HDF5, VectorFormat.PARQUET, VectorFormat.ARROW);
    }

    @Override
    public VectorReader open(final VectorFormat format, final Source source, final ReadOptions options)
            throws IOException {
        return switch (format) {
            case JSON -> JsonFormat.open(source, options);
            case HDF5 -> Hdf5Reader.open(source, options);
            case PARQUET -> ParquetReader.open(source, options);
            case ARROW ->
                // The only reader for Java needs JVM flags and several megabytes.
                throw InvalidInputException.ofFile(
                        source.name(),
                        "Arrow and Feather files are not read",
                        "convert it to Parquet: python3 -c \"import pyarrow.feather as f, pyarrow.parquet as p;"
                                + " p.write_table(f.read_table('in.arrow'), 'out.parquet')\"");
            default -> throw new IllegalArgumentException(format + " is not one of " + formats());
        };
    }
}
