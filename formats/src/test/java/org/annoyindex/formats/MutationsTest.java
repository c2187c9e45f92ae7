package org.annoyindex.formats;

import java.nio.file.Path;
import org.annoyindex.builder.input.Mutations;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged files: none takes a reader out of its contract. */
@Tag("once")
final class MutationsTest {
    private static final int SAMPLE = 100;

    /** 20,000 for each format and more, as most formats have several files. */
    private static final int ALL = 20_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "rows.jsonl, JSON",
        "array-pandas.json, JSON",
        "parallel.json, JSON",
        "rows.jsonl.zst, JSON",
        "ann-benchmarks.hdf5, HDF5",
        "group-chunks-gzip.h5, HDF5",
        "chunks-lzf.h5, HDF5",
        "list-snappy.parquet, PARQUET",
        "list-zstd.parquet, PARQUET",
        "pages-v2.parquet, PARQUET",
        "encodings.parquet, PARQUET",
        "columns-pandas.parquet, PARQUET",
        "list-parquetjs.parquet, PARQUET",
    })
    void aSampleIsReadOrRefused(final String name, final VectorFormat format) throws Exception {
        check(name, format, SAMPLE);
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "rows.jsonl, JSON",
        "array-pandas.json, JSON",
        "parallel.json, JSON",
        "rows.jsonl.zst, JSON",
        "ann-benchmarks.hdf5, HDF5",
        "group-chunks-gzip.h5, HDF5",
        "list-none.parquet, PARQUET",
        "list-snappy.parquet, PARQUET",
        "list-lz4.parquet, PARQUET",
        "pages-v2.parquet, PARQUET",
        "encodings.parquet, PARQUET",
        "columns-pandas.parquet, PARQUET",
    })
    void allAreReadOrRefused(final String name, final VectorFormat format) throws Exception {
        check(name, format, ALL);
    }

    private void check(final String name, final VectorFormat format, final int count) throws Exception {
        final ReadOptions given = ReadOptions.defaults().format(format);
        Mutations.check(
                folder,
                name,
                FormatFiles.bytes(name),
                1,
                count,
                given,
                given.skipBadRows(problem -> {}),
                ReadOptions.defaults());
    }
}
