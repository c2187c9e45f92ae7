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
    private int embedded;

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
        new Conversion("s", vectors(), 1, 1234567, progress::add).run(out);

        // SplitMix64 with this seed gives 6457827717110365317, which is 1 modulo 4.
        assertEquals("a drink; \"a cup of tea\"\n", Files.readString(out.resolve("s.queries.txt")));
        assertEquals(
                "that which is perceived\ndraw air into, and out of\nwithout | accompaniment\n",
                Files.readString(out.resolve("s.base.txt")));
        assertEquals(3 * (4 + 8), Files.size(out.resolve("s.base.fvecs")));
    }

    @Test
    void secondReadReturnsTheSameVectorsWithoutEmbedding() throws IOException {
        final GlossVectors vectors = vectors();
        final List<float[]> first = new ArrayList<>();
        final List<float[]> second = new ArrayList<>();
        vectors.read((label, numbers, vector) -> first.add(vector.clone()));
        vectors.read((label, numbers, vector) -> second.add(vector.clone()));

        assertEquals(4, embedded);
        assertArrayEquals(first.toArray(), second.toArray());
        assertArrayEquals(new float[] {1, "a drink; \"a cup of tea\"".length()}, first.get(1));
        assertEquals(List.of("embedded 4 of 4 glosses"), progress);
    }

    private GlossVectors vectors() {
        return new GlossVectors(folder, new LengthEmbedder(), progress::add);
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(folder.resolve("dict").resolve(name), text);
    }

    /** Embeds a text as the number of texts before it and its length. */
    private final class LengthEmbedder implements SentenceEmbedder {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public List<float[]> embed(final List<String> sentences) {
            final List<float[]> vectors = new ArrayList<>();
            for (final String sentence : sentences) {
                vectors.add(new float[] {embedded++, sentence.length()});
            }
            return vectors;
        }
    }
}
