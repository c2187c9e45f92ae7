package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.roaringbitmap.RoaringBitmap;

/** Damaged files of every reader of this module end in an {@link InvalidInputException}, soon and with little memory. */
@Tag("once")
final class DamagedInputTest {
    private static final int MANY = 20_000;
    private static final int FEW = 150;

    private static final String WORDS = "the 0.5 0.25 -1e-3\nof 1 2 3\nNew York 4.5 5 6\n";
    private static final String COUNTED = "3 3\nthe 0.5 0.25 -1e-3\nof 1 2 3\nNew York 4.5 5 6\n";
    private static final String TABLE = "id,name,x,y\n1,king,0.5,2\n2,\"que\"\"en\",0.25,3\n3,jack,1,True\n";
    private static final String COMMAS = "word;a;b\nthe;0,5;1\nof;0,25;2\n";
    private static final String LISTS = "id,embedding\n0,\"[0.1, 0.2]\"\n1,\"[0.3, 0.4]\"\n2,\"{5,6}\"\n";
    private static final String TABS = "a\t1\t2\nb c\t3\t4\n\nd\t5\t6\n";

    @TempDir
    private Path folder;

    /** A file, how to read it, and how. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares samples
    record Sample(String name, byte[] bytes, ReadOptions options) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() throws IOException {
        final ReadOptions plain = ReadOptions.defaults();
        final List<Sample> samples = new ArrayList<>();
        for (final String name : List.of(
                "f4.npy",
                "f2.npy",
                "u8.npy",
                "f4-fortran.npy",
                "bool.npy",
                "one.npz",
                "rows.fvecs",
                "rows.bvecs",
                "rows.fbin",
                "rows.u8bin",
                "word2vec.bin",
                "gensim.bin")) {
            samples.add(new Sample(name, FormatFiles.bytes(name), plain));
        }
        samples.add(new Sample("several.npz", FormatFiles.bytes("several.npz"), plain.dataset("vectors")));
        samples.add(new Sample("rows.ivecs", FormatFiles.bytes("rows.ivecs"), plain.format(VectorFormat.IVECS)));
        samples.add(new Sample("rows.f32", FormatFiles.bytes("rows.f32"), plain.dimension(4)));
        samples.add(new Sample("words.txt", WORDS.getBytes(UTF_8), plain));
        samples.add(new Sample("counted.vec", COUNTED.getBytes(UTF_8), plain));
        samples.add(new Sample("table.csv", TABLE.getBytes(UTF_8), plain));
        samples.add(new Sample("commas.csv", COMMAS.getBytes(UTF_8), plain));
        samples.add(new Sample("lists.csv", LISTS.getBytes(UTF_8), plain));
        samples.add(new Sample("tabs.tsv", TABS.getBytes(UTF_8), plain));
        samples.add(new Sample("no-extension", TABLE.getBytes(UTF_8), plain));
        samples.add(new Sample("words.txt.gz", VectorFiles.gzip(WORDS.getBytes(UTF_8)), plain));
        samples.add(new Sample("f4.npy.gz", VectorFiles.gzip(FormatFiles.bytes("f4.npy")), plain));
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void damageIsReported(final Sample sample) throws Exception {
        check(sample, FEW);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("samples")
    void muchDamageIsReported(final Sample sample) throws Exception {
        check(sample, MANY);
    }

    private void check(final Sample sample, final int count) throws Exception {
        // Rows that are skipped must not end in a loop, nor in what the next row has no part in.
        final ReadOptions skipping = sample.options().skipBadRows(problem -> {});
        Mutations.check(folder, sample.name(), sample.bytes(), 15, count, sample.options(), skipping);
    }

    /** Files that are not of vectors. */
    enum Other {
        /** Ids, one per line. */
        IDS("3\n5\n\n70000\n".getBytes(UTF_8)) {
            @Override
            void read(final Path file) throws IOException {
                IdsFile.read(file);
            }
        },

        /** A serialized bitmap. */
        BITMAP(bitmap()) {
            @Override
            void read(final Path file) throws IOException {
                IdsFile.read(file);
            }
        },

        /** Keys, one per line. */
        KEYS("k1\nk2\nk3\n".getBytes(UTF_8)) {
            @Override
            void read(final Path file) throws IOException {
                try (KeyReader keys = KeyReader.open(file)) {
                    while (keys.next()) {
                        keys.key();
                    }
                }
            }
        },

        /** Ground truth. */
        TRUTH(new byte[] {2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0}) {
            @Override
            void read(final Path file) throws IOException {
                IvecsFile.read(file);
            }
        };

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final byte[] bytes;

        Other(final byte[] bytes) {
            this.bytes = bytes;
        }

        abstract void read(Path file) throws IOException;

        private static byte[] bitmap() {
            final RoaringBitmap ids = new RoaringBitmap();
            ids.add(1L, 20_000L);
            ids.add(70_000);
            for (int id = 200_000; id < 230_000; id += 2) {
                ids.add(id);
            }
            ids.runOptimize();
            final ByteBuffer bytes = ByteBuffer.allocate(ids.serializedSizeInBytes());
            ids.serialize(bytes);
            return bytes.array();
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherDamageIsReported(final Other other) throws Exception {
        check(other, FEW);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void muchOtherDamageIsReported(final Other other) throws Exception {
        check(other, MANY);
    }

    private void check(final Other other, final int count) throws Exception {
        Mutations.check(folder, "ids", other.bytes, 17, count, List.of(other::read));
    }
}
