package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.testdata.Words;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
final class KeysCommandTest extends CommandFixture {
    private Path products;
    private Path words;
    private Path images;

    /** The files that docs/KEYS.md speaks of. */
    @BeforeEach
    void writeInputs() throws IOException {
        products = write("products.csv", "id,x,y\n4006381333931,0,0\n5,3,0\n1000000000000000,0,1\n");
        words = write("words.txt", "tea 1 1\ncoffee 1 2\nsnow -3 1\n");
        images = SampleVectors.writeFvecs(folder.resolve("images.fvecs"), new float[] {1, 2, 3}, new float[] {3, 2, 1});
        write("images.ids.txt", "-70\n80\n");
        write("stock.txt", "5\n4006381333931\n");
    }

    private Path build(final Path input, final String metric, final Object... more) {
        final Path index = folder.resolve(input.getFileName() + ".annoy");
        assertRuns("build -q -i", input, "-m", metric, "-o", index, more);
        return index;
    }

    private void assertNotBuilt(final int code, final String message, final Path input, final Object... more)
            throws IOException {
        final Path target = folder.resolve("new.annoy");
        assertError(code, message, "build -q -i", input, "-m euclidean -o", target, more);
    }

    @Test
    void numbersOfTheLabelColumnAreKeys() throws IOException {
        final Path index = build(products, "euclidean", "--keys numbers");
        assertRuns("query", index, "--key 5 -k 2");
        assertEquals(
                List.of("   1          1       0.00000  5", "   2          0       3.00000  4006381333931"), lines());
        assertRuns("query", index, "--key 5 -k 1 --output-format tsv");
        assertEquals(List.of("query\trank\tid\tkey\tdistance", "0\t1\t1\t5\t0.0"), lines());
        assertRuns("query", index, "--key 5 -k 1 --output-format json");
        assertEquals(
                "[{\"query\":\"5\",\"neighbors\":[{\"id\":1,\"key\":5,\"distance\":0.0}]}]",
                out.toString().replaceAll("\\s", ""));
        assertRuns("info", index, "--verify");
        assertTrue(out.toString().contains("keys                       numbers"), out.toString());
        assertTrue(out.toString().contains("labels                     no"), out.toString());
        assertError(2, "there is no key '6' in " + index + "; its keys are numbers", "query", index, "--key 6");
        assertError(
                2,
                "--key is 'x', but the keys of this index are numbers; give a 64-bit whole number",
                "query",
                index,
                "--key x");
    }

    @Test
    void labelsThatDifferAreKeys() throws IOException {
        final Path index = build(words, "angular", "--keys STRINGS");
        assertRuns("query", index, "--key coffee -k 2 --output-format tsv");
        assertEquals(
                List.of("query\trank\tid\tkey\tdistance", "0\t1\t1\tcoffee\t0.0"),
                out.toString().lines().limit(2).toList());
        assertRuns("query", index, "--label coffee -k 1 --output-format json");
        assertEquals(
                "[{\"query\":\"coffee\",\"neighbors\":[{\"id\":1,\"key\":\"coffee\",\"distance\":0.0}]}]",
                out.toString().replaceAll("\\s", ""));
        assertRuns("info", index, "--output-format json");
        assertTrue(out.toString().contains("\"keys\" : \"strings\""), out.toString());
        assertError(2, "there is no key 'Tea' in " + index + "; its keys are strings", "query", index, "--key Tea");
    }

    @Test
    void keysOfAFileGoWithLabels() throws IOException {
        final Path ids = write("ids.txt", "30\n20\n10\n");
        final Path index = build(words, "angular", "--keys numbers --keys-from", ids);
        assertRuns("query", index, "--key 20 -k 1 --output-format tsv");
        assertEquals(List.of("query\trank\tid\tkey\tlabel\tdistance", "0\t1\t1\t20\tcoffee\t0.0"), lines());
        assertRuns("query", index, "--label snow -k 1");
        assertEquals("   1          2       0.00000  10  snow", out.toString().stripTrailing());

        final Path names = write("names.txt", "first\nsecond one\n");
        try (AnnoyIndex named = AnnoyIndex.load(build(images, "dot", "--keys strings --keys-from", names))) {
            assertEquals(KeyKind.STRINGS, named.info().keyKind());
            assertEquals("second one", named.label(1));
        }
    }

    @Test
    void unusableKeysAreNamed() throws IOException {
        assertNotBuilt(
                1,
                words + ": the label 'tea' of item 0 is not a 64-bit whole number, signed, at most"
                        + " 9223372036854775807; correct the file, or give --keys strings",
                words,
                "--keys numbers");
        final Path twice = write("twice.txt", "a 1 2\nb 1 3\na 1 4\n");
        assertNotBuilt(
                1,
                twice + ": item 2 has the key 'a' of item 0; give each item a key of its own; correct the file",
                twice,
                "--keys strings");
        final Path ids = write("ids.txt", "5\n5\n");
        assertNotBuilt(
                1,
                ids + ": item 1 has the key 5 of item 0; give each item a key of its own; correct the file",
                images,
                "--keys numbers --keys-from",
                ids);
        final Path few = write("few.txt", "5\n");
        assertNotBuilt(
                1,
                few + ":line 1: the file ends after 1 keys, but there are more vectors ; give a key for each vector",
                images,
                "--keys numbers --keys-from",
                few);
        final Path many = write("many.txt", "5\n6\n7\n");
        assertNotBuilt(
                1,
                many + ":line 3: key 3 found, but there are 2 vectors ; give a key for each vector",
                images,
                "--keys strings --keys-from",
                many);
        assertNotBuilt(
                1,
                folder.resolve("none.txt") + ": no such file ; check the path",
                images,
                "--keys strings --keys-from",
                folder.resolve("none.txt"));
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() throws IOException {
        assertNotBuilt(
                2,
                images + " has no labels to use as keys; give --keys-from FILE, with one key per line",
                images,
                "--keys numbers");
        assertNotBuilt(
                2,
                "--keys-from needs --keys numbers or --keys strings; give one of them",
                images,
                "--keys-from",
                words);
        assertNotBuilt(
                2,
                words + " has labels, which string keys would replace; omit --keys-from to use the labels as keys, or"
                        + " give --keys numbers",
                words,
                "--keys strings --keys-from",
                words);
        final Path annoy = folder.resolve("words.ann");
        assertError(
                2,
                "--keys is not for files of Spotify's Annoy; omit it, or give " + annoy + " another ending",
                "build -i",
                words,
                "-m angular -o",
                annoy,
                "--keys strings");
        final Path plain = build(words, "angular");
        assertError(
                2, plain + " has no keys; use --item or --label, or build it with --keys", "query", plain, "--key tea");
        assertRuns("query", plain, "--label tea -k 1 --output-format tsv");
        assertEquals(List.of("query\trank\tid\tlabel\tdistance", "0\t1\t0\ttea\t0.0"), lines());
        assertEquals(2, run("build -i", words, "-m dot -o", plain, "--keys letters"));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void keysOfFilesAllowAndDeny() throws IOException {
        final Path numbered = build(products, "euclidean", "--keys", "numbers");
        final Path named = build(words, "angular", "--keys", "strings");
        final Path big = write("big.txt", "\n 1000000000000000\r\n4006381333931");
        final Path drinks = write("drinks.txt", "coffee\ntea\n");
        final Path none = write("none.txt", "");
        assertFound("4006381333931 1000000000000000", numbered, "--item", 0, "--allow-keys", big);
        assertFound("5", numbered, "--item", 0, "--deny-keys", big);
        assertFound("", numbered, "--item", 0, "--allow-keys", none);
        assertFound("4006381333931 1000000000000000 5", numbered, "--item", 0, "--deny-keys", none);
        assertFound("tea coffee", named, "--key", "tea", "--allow-keys", drinks);
        assertFound("snow", named, "--key", "tea", "--deny-keys", drinks);
        // Ids of one, keys of the other.
        assertFound("coffee", named, "--key", "tea", "--allow-keys", drinks, "--deny", write("ids.txt", "0\n"));
        assertFound(
                "1000000000000000",
                numbered,
                "--item",
                0,
                "--deny-keys",
                write("5.txt", "5\n"),
                "--allow",
                write("12.txt", "1\n2\n"));
    }

    private void assertFound(final String keys, final Path index, final Object... query) {
        assertRuns("query --output-format tsv", index, query);
        assertEquals(keys, String.join(" ", column(3)));
    }

    @Test
    void unusableKeysOfFiltersAreNamed() throws IOException {
        final Path numbered = build(products, "euclidean", "--keys", "numbers");
        final Path unknown = write("unknown.txt", "5\n\n6\n");
        assertError(
                1,
                unknown + ":line 3: no item has the key \"6\" ; correct or remove the line",
                "query",
                numbered,
                "--item",
                0,
                "--deny-keys",
                unknown);
        final Path letters = write("letters.txt", "5\nfive\n");
        assertError(
                1,
                letters + ":line 2: \"five\", expected a whole number of 64 bits, signed, at most 9223372036854775807"
                        + " ; correct the line, or build the index with strings as keys",
                "query",
                numbered,
                "--item",
                0,
                "--allow-keys",
                letters);
        final Path missing = folder.resolve("missing.txt");
        assertError(
                1,
                missing + ": no such file ; check the path",
                "query",
                numbered,
                "--item",
                0,
                "--allow-keys",
                missing);
        final Path plain = build(words, "angular");
        assertError(
                2,
                plain + " has no keys; use --deny with ids, or build it with --keys",
                "query",
                plain,
                "--item",
                0,
                "--deny-keys",
                unknown);
        assertEquals(2, run("query", plain, "--item", 0, "--allow", unknown, "--allow-keys", unknown));
        assertTrue(err.toString().contains("--allow-keys=FILE are mutually exclusive"), err.toString());
    }

    @Test
    void convertingKeepsKeysAndLabels() throws IOException {
        final Path ids = write("ids.txt", "30\n20\n10\n");
        final Path others = Files.copy(words, folder.resolve("others.txt"));
        for (final Path index : new Path[] {
            build(products, "euclidean", "--keys numbers"),
            build(words, "angular", "--keys strings"),
            build(images, "dot", "--keys numbers --keys-from", folder.resolve("images.ids.txt")),
            build(others, "angular", "--keys numbers --keys-from", ids)
        }) {
            final Path again = folder.resolve("again.annoy");
            assertRuns("convert", index, "-o", again, "-q");
            assertArrayEquals(Files.readAllBytes(index), Files.readAllBytes(again));
            final Path annoy = folder.resolve("again.ann");
            assertRuns("convert", index, "-o", annoy, "-q");
            assertEquals(
                    "annoy: note: " + annoy + " has no keys, which files of Spotify's Annoy cannot hold; ids are"
                            + " numbered from 0 in the order of the input",
                    err.toString().strip());
        }
    }

    @Test
    void idsOfAFileOfAnnoyWithGapsBecomeKeys() throws IOException {
        final Path annoy = folder.resolve("holes.ann");
        try (InputStream golden = Words.class.getResourceAsStream("golden/annoy/angular-holes-25d.ann")) {
            Files.copy(golden, annoy);
        }
        final Path converted = folder.resolve("holes.annoy");
        assertRuns("convert", annoy, "--metric angular --dimension 25 -o", converted, "-q");
        try (AnnoyIndex before = AnnoyIndex.load(annoy, LoadOptions.spotify(Metric.ANGULAR, 25));
                AnnoyIndex after = AnnoyIndex.load(converted)) {
            assertEquals(KeyKind.NUMBERS, after.info().keyKind());
            assertTrue(after.size() < before.size());
            int items = 0;
            for (int id = 0; id < before.size(); id++) {
                assertEquals(before.contains(id), after.idOf(id).isPresent());
                if (before.contains(id)) {
                    assertArrayEquals(
                            before.vector(id), after.vector(after.idOf(id).orElseThrow()));
                    items++;
                }
            }
            assertEquals(items, after.size());
        }
        assertEquals(2, run("convert", annoy, "--metric angular --dimension 25 -o", folder.resolve("x.ann")));
        assertTrue(
                err.toString().strip().endsWith("write an .annoy file, which keeps the old ids as keys"),
                err.toString());
    }
}
