package org.annoyindex.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.annoyindex.formats.Vectors.DEFAULTS;
import static org.annoyindex.formats.Vectors.assertRefused;
import static org.annoyindex.formats.Vectors.read;
import static org.annoyindex.formats.Vectors.skip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
final class ParquetTest {
    @TempDir
    private Path folder;

    private Path file(final String name) throws IOException {
        return FormatFiles.copy(name, folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list-none.parquet",
                "list-snappy.parquet",
                "list-gzip.parquet",
                "list-zstd.parquet",
                "list-lz4.parquet",
                "pages-v2.parquet",
                "encodings.parquet",
                "list-hyparquet.parquet",
                "list-parquetjs.parquet"
            })
    void readsListsWithLabelsAndKeys(final String name) throws IOException {
        final Vectors vectors =
                read(file(name)).areThoseOfTestdata().haveLabelsOfTestdata().haveKeysOfTestdata();
        assertEquals(12, vectors.count());
        assertEquals(
                "labels: column 2 \"title\"; keys: column 1 \"id\"; components: the lists in column 3 \"embedding\"",
                vectors.guess());
    }

    @Test
    void readsFixedSizeListsOfDoubles() throws IOException {
        final Vectors vectors = read(file("fixed-size-list.parquet")).areThoseOfTestdata();
        assertEquals("100", vectors.labels().get(0));
        read(file("half.parquet")).areThoseOfTestdata().haveLabels();
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns-pandas.parquet", "columns-fastparquet.parquet"})
    void readsAColumnForEachComponent(final String name) throws IOException {
        read(file(name)).areThoseOfTestdata().haveLabelsOfTestdata().haveKeysOfTestdata();
        final Vectors two =
                read(file(name), DEFAULTS.columns(List.of("x3", "x0")).labelColumn("word"));
        assertEquals("[-4.75, -5.5]", Arrays.toString(two.vectors().get(0)));
    }

    @Test
    void optionsNameColumns() throws IOException {
        final Vectors vectors =
                read(file("list-snappy.parquet"), DEFAULTS.labelColumn("id").keyColumn("title"));
        assertEquals("100", vectors.labels().get(0));
        assertEquals("item 0", vectors.keys().get(0));
        assertRefused(file("list-snappy.parquet"), DEFAULTS.columns(List.of("title")), "no numbers", "--vector-column");
        assertRefused(
                file("list-snappy.parquet"), DEFAULTS.labelColumn("embedding").columns(List.of("id")), "neither text");
    }

    @Test
    void badRowsAreNamedAndSkipped() throws IOException {
        final Path file = file("bad-rows.parquet");
        final Vectors vectors = skip(file, DEFAULTS);
        vectors.are(new float[] {1, 2}, new float[] {7, 8}).haveLabels("0", "5");
        assertEquals(
                List.of(
                        "row 2: its list is null, expected numbers",
                        "row 3: component 2 of 2 is null, expected a number",
                        "row 4: a list of 1 numbers, expected 2 as in the first row",
                        "row 5: component 2 of 2 is NaN, expected a finite number"),
                vectors.problems().stream()
                        .map(each ->
                                each.substring(file.toString().length() + 1).replaceFirst(" ; .*", ""))
                        .toList());
        assertRefused(file, DEFAULTS, ":row 2: ", "correct or remove the row");
    }

    @Test
    void whatIsNotReadIsNamed() throws IOException {
        assertRefused(file("list-brotli.parquet"), DEFAULTS, "compressed with brotli", "to_parquet");
        assertRefused(file("list.feather"), DEFAULTS, "Arrow and Feather", "write_table");
        final Path file = file("list-snappy.parquet");
        final byte[] whole = Files.readAllBytes(file);
        for (int size = 4; size < whole.length; size += 13) {
            Files.write(file, Arrays.copyOf(whole, size));
            assertRefused(file, DEFAULTS, "truncated");
        }
    }

    @Test
    void aWrongChecksumIsSeen() throws IOException {
        final Path file = file("encodings.parquet");
        final byte[] bytes = Files.readAllBytes(file);
        final String text = new String(bytes, ISO_8859_1);
        int seen = 0;
        // The words are in headers of pages, too, as their smallest and largest ones.
        for (int at = text.indexOf("item"); at >= 0; at = text.indexOf("item", at + 1)) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            try {
                read(file).areThoseOfTestdata().haveLabelsOfTestdata();
            } catch (final InvalidInputException ex) {
                assertTrue(
                        ex.getMessage().contains(":row 1: cannot be read (wrong checksum of a page)"), ex.getMessage());
                seen++;
            }
        }
        assertTrue(seen > 0);
    }
}
