package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlossVectorsTest {

    /** As in WordNet: the license, a word with one relation, and two words without relations. */
    private static final String NOUNS = """
              1 This software and database is being provided to you, the LICENSEE, by  \s
              2 Princeton University | under the following license.  \s
            00001740 03 n 01 entity 0 001 ~ 00001930 n 0000 | that which is perceived  \s
            00001930 03 n 02 tea 0 cuppa 1 000 | a drink; "a cup of tea"  \s
            """;

    private static final String VERBS = "00001740 29 v 01 breathe 0 000 01 + 02 00 | draw air into, and out of  \n";

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();
    private final List<SentenceModel> loaded = new ArrayList<>();

    @BeforeEach
    void writePackage() throws IOException {
        Files.createDirectory(folder.resolve("dict"));
        write("data.noun", NOUNS);
        write("data.verb", VERBS);
        write("data.adj", "00001740 00 a 01 able 0 000 | a drink; \"a cup of tea\"\n");
        write("data.adv", "00001740 02 r 01 a_cappella 0 000 | without | accompaniment\n");
    }

    @Test
    void glossesAreTheUniqueTextsAfterTheBar() throws IOException {
        assertEquals(
                List.of(
                        "that which is perceived",
                        "a drink; \"a cup of tea\"",
                        "draw air into, and out of",
                        "without | accompaniment"),
                WordNetGlosses.read(folder));
    }

    @Test
    void linesWithoutAGlossAreRefused() throws IOException {
        write("data.verb", VERBS + "00002000 29 v 01 yawn 0 000\n");
        assertEquals(
                folder.resolve("dict/data.verb") + ": line 2 has no gloss after a '|'",
                assertThrows(IOException.class, () -> WordNetGlosses.read(folder))
                        .getMessage());
    }

    @Test
    void convertedTextsAreInTheOrderOfTheVectors() throws IOException {
        final Path out = folder.resolve("out");
        new Conversion("s", vectors(SentenceModel.ALL_MINILM_L6_V2), 1, 1234567, progress::add).run(out);

        // SplitMix64 with this seed gives 6457827717110365317, which is 1 modulo 4.
        assertEquals("a drink; \"a cup of tea\"\n", Files.readString(out.resolve("s.queries.txt")));
        assertEquals(
                "that which is perceived\ndraw air into, and out of\nwithout | accompaniment\n",
                Files.readString(out.resolve("s.base.txt")));
        assertEquals(3 * (4 + 4 * SentenceModel.DIMENSION), Files.size(out.resolve("s.base.fvecs")));
    }

    @Test
    void vectorsOfOneModelAreUnchanged() throws IOException {
        final List<float[]> rows = rows(vectors(SentenceModel.E5_SMALL_V2));

        final float length = "query: a drink; \"a cup of tea\"".length();
        assertArrayEquals(vector(SentenceModel.E5_SMALL_V2, length), rows.get(1));
        assertEquals(List.of("embedded 4 of 4 glosses with e5-small-v2-q"), progress);
    }

    @Test
    void vectorsOfTwoModelsAreConcatenatedAndScaled() throws IOException {
        final GlossVectors both = vectors(SentenceModel.ALL_MINILM_L6_V2, SentenceModel.E5_SMALL_V2);
        final float[] row = rows(both).get(1);

        final float half = (float) (1 / Math.sqrt(2));
        final int dimension = SentenceModel.DIMENSION;
        assertEquals(2 * dimension, both.dimension());
        assertEquals(2 * dimension, row.length);
        assertEquals(half * "all-minilm-l6-v2-q".length(), row[0]);
        assertEquals(half * "a drink; \"a cup of tea\"".length(), row[1]);
        assertEquals(half * "e5-small-v2-q".length(), row[dimension]);
        assertEquals(half * "query: a drink; \"a cup of tea\"".length(), row[dimension + 1]);
    }

    @Test
    void eachModelEmbedsOnceForAllSets() throws IOException {
        final List<float[]> first = rows(vectors(SentenceModel.ALL_MINILM_L6_V2));
        rows(vectors(SentenceModel.ALL_MINILM_L6_V2, SentenceModel.E5_SMALL_V2));
        final List<float[]> last = rows(vectors(SentenceModel.ALL_MINILM_L6_V2));

        assertEquals(List.of(SentenceModel.ALL_MINILM_L6_V2, SentenceModel.E5_SMALL_V2), loaded);
        assertArrayEquals(first.toArray(), last.toArray());
    }

    @Test
    void keptVectorsOfOtherGlossesAreRefused() throws IOException {
        rows(vectors(SentenceModel.ALL_MINILM_L6_V2));
        write("data.verb", VERBS + "00002000 29 v 01 yawn 0 000 | open the mouth\n");

        assertEquals(
                folder.resolve("vectors/all-minilm-l6-v2-q.fvecs")
                        + ": expected 5 vectors of 384 dimensions; delete the"
                        + " file, and its vectors are computed again",
                assertThrows(IOException.class, () -> rows(vectors(SentenceModel.ALL_MINILM_L6_V2)))
                        .getMessage());
    }

    private static List<float[]> rows(final GlossVectors source) throws IOException {
        final List<float[]> rows = new ArrayList<>();
        source.read((label, numbers, vector) -> rows.add(vector.clone()));
        return rows;
    }

    /** A source whose models embed a text as the lengths of the model's name and of the text with its prefix. */
    private GlossVectors vectors(final SentenceModel... models) {
        return new GlossVectors(
                folder,
                List.of(models),
                model -> {
                    loaded.add(model);
                    return sentences -> sentences.stream()
                            .map(sentence -> vector(model, (model.prefix() + sentence).length()))
                            .toList();
                },
                progress::add);
    }

    private static float[] vector(final SentenceModel model, final float length) {
        final float[] vector = new float[SentenceModel.DIMENSION];
        vector[0] = model.label().length();
        vector[1] = length;
        return vector;
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve("dict").resolve(name), text);
    }
}
