package org.annoyindex.query.open;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.spotify.SpotifyForest;

/** Opens index files: recognizes them by their first bytes, maps them, and checks and preloads what is asked for. */
public final class FileOpener {
    private static final int BYTES_PER_CHECK = 1 << 20;

    private final Path path;
    private final OpenSettings settings;

    private FileOpener(final Path path, final OpenSettings settings) {
        this.path = path;
        this.settings = settings;
    }

    /**
     * Opens a file.
     *
     * @throws IndexFormatException if the file is no index, damaged, truncated or too new, or not what is expected.
     * @throws IOException if the file cannot be read.
     */
    public static IndexFile open(final Path path, final OpenSettings settings) throws IOException {
        return new FileOpener(path, settings).map();
    }

    private IndexFile map() throws IOException {
        if (Files.isDirectory(path)) {
            throw new IndexFormatException(path, "is a folder, not an index; name a file made with 'annoy build'");
        }
        try (MappedFile file = MappedFile.open(path, settings.chunkSize())) {
            try {
                return map(file);
            } catch (final IOException | RuntimeException | Error ex) {
                file.mapping().release();
                throw ex;
            }
        }
    }

    private IndexFile map(final MappedFile file) throws IOException {
        final ByteBuffer start = file.read(0, (int) Math.min(file.size(), Header.BYTES));
        final IndexFile opened = file.size() == 0 || Header.begins(start) ? mapPaged(file, start) : mapSpotify(file);
        preload(opened);
        return opened;
    }

    private PagedFile mapPaged(final MappedFile file, final ByteBuffer start) throws IOException {
        final Header header = Header.decode(start, file.size(), path);
        if (settings.metric() != null
                && (settings.metric() != header.metric() || settings.dimension() != header.dimension())) {
            throw new IndexFormatException(
                    path,
                    "has metric " + header.metric().label() + " and dimension " + header.dimension() + ", not "
                            + settings.metric().label() + " and " + settings.dimension()
                            + "; omit them, the file contains them");
        }
        if (settings.verify()) {
            verify(file, header);
        }
        return new PagedFile(path, file, header);
    }

    /** Reads the whole file once and compares every section's checksum. */
    private void verify(final MappedFile file, final Header header) throws IOException {
        for (final Section section : header.sections().values()) {
            final CRC32C checksum = new CRC32C();
            for (long done = 0; done < section.length(); done += BYTES_PER_CHECK) {
                checksum.update(
                        file.read(section.offset() + done, (int) Math.min(BYTES_PER_CHECK, section.length() - done)));
            }
            if ((int) checksum.getValue() != section.checksum()) {
                throw new IndexFormatException(
                        path,
                        "is damaged: the checksum of section " + section.kind() + " differs; copy or build it again");
            }
        }
    }

    private SpotifyFile mapSpotify(final MappedFile file) throws IOException {
        if (settings.metric() == null) {
            throw withoutMetric(file);
        }
        final SpotifyForest forest = SpotifyForest.open(path, file, settings.metric(), settings.dimension());
        if (settings.verify()) {
            forest.verify(path);
        }
        return new SpotifyFile(path, file.mapping(), forest);
    }

    private IndexFormatException withoutMetric(final MappedFile file) throws IOException {
        final String fitting = SpotifyForest.describeFitting(path, file);
        return new IndexFormatException(
                path,
                fitting.isEmpty()
                        ? "is not an index of this library (no ANNOYIDX at its start), nor does it look like a file of"
                                + " Spotify's Annoy; build one with 'annoy build'"
                        : "looks like a file of Spotify's Annoy, which does not say its metric and dimension: give both"
                                + " (--metric and --dimension on the command line); what fits it is " + fitting);
    }

    private void preload(final IndexFile file) throws IOException {
        try {
            switch (settings.preload()) {
                case NONE -> {}
                case TREES -> file.guard().run(file, IndexFile::loadTrees);
                case ALL ->
                    file.guard()
                            .run(file, opened -> opened.regions().forEach(region -> region.load(0, region.length())));
            }
        } catch (final UncheckedIOException ex) {
            throw ex.getCause();
        }
    }
}
