package org.annoyindex.builder.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class VectorFormatTest {
    @Test
    void findsFormatsByNameAndByExtension() {
        for (final VectorFormat format : VectorFormat.values()) {
            assertSame(format, VectorFormat.fromName(format.name()));
            for (final String extension : format.extensions()) {
                assertSame(format, VectorFormat.fromName(extension));
            }
        }
        assertSame(VectorFormat.TEXT, VectorFormat.fromName("Text"));
        assertSame(VectorFormat.TEXT, VectorFormat.fromName("vec"));
        assertSame(VectorFormat.NPY, VectorFormat.fromName("npy"));
    }

    @Test
    void listsExtensions() {
        assertEquals(List.of("fvecs"), VectorFormat.FVECS.extensions());
        assertEquals(List.of("txt", "vec", "glove"), VectorFormat.TEXT.extensions());
    }

    @Test
    void refusesUnknownNamesAndListsTheKnownOnes() {
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> VectorFormat.fromName("xls"));
        assertEquals(
                "unknown vector format \"xls\" ; use one of fvecs, bvecs, ivecs, fbin, u8bin, i8bin, f32, npy, npz,"
                        + " text, word2vec, csv, tsv, json, hdf5, parquet, arrow",
                e.getMessage());
    }
}
