package org.annoyindex.formats.parquet;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * The pages of a column in a row group, read and unpacked one at a time. The library decodes them. It throws what goes wrong
 * here on, as an unchecked exception.
 */
final class ChunkPages implements PageReader {
    private static final int SMALL_HEADER = 1 << 10;
    private static final int LARGEST_HEADER = 8 << 20;
    private static final int MAX_NESTING = 64;

    /** Making them needs another library; nothing reads them. */
    private static final @Nullable Statistics<?> NO_STATISTICS = null;

    private final FileChannel file;
    private final ColumnDescriptor column;
    private final Codec codec;
    private final PageMemory memory;
    private final long valueCount;
    private final long end;
    private long at;
    private long dictionarySize;
    private long pageSize;
    private @Nullable DictionaryPage dictionary;
    private @Nullable DataPage first;

    /**
     * @param file to read.
     * @param column of the pages.
     * @param codec with which they are compressed.
     * @param start of the first page in the file.
     * @param end behind the last one.
     * @param valueCount number of values in all of them.
     * @param memory for pages.
     */
    ChunkPages(
            final FileChannel file,
            final ColumnDescriptor column,
            final Codec codec,
            final long start,
            final long end,
            final long valueCount,
            final PageMemory memory) {
        this.file = file;
        this.column = column;
        this.codec = codec;
        at = start;
        this.end = end;
        this.valueCount = valueCount;
        this.memory = memory;
    }

    /** Gives the memory of the last page back. */
    void release() throws DataFormatException {
        memory.take(pageSize + dictionarySize, 0, 0);
        pageSize = 0;
        dictionarySize = 0;
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        if (first == null && dictionary == null) {
            first = nextPage();
        }
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return valueCount;
    }

    @Override
    public @Nullable DataPage readPage() {
        if (first != null) {
            final DataPage page = first;
            first = null;
            return page;
        }
        return nextPage();
    }

    private @Nullable DataPage nextPage() {
        try {
            while (at < end) {
                final PageHeader header = readHeader();
                final int size = header.getCompressed_page_size();
                if (size < 0 || size > end - at) {
                    throw new DataFormatException("a page of " + size + " bytes where " + (end - at) + " are left");
                }
                final PageType type = header.getType();
                if (type == PageType.DICTIONARY_PAGE) {
                    if (dictionary != null) {
                        throw new DataFormatException("two dictionaries");
                    }
                    dictionary = dictionary(header);
                } else if (type == PageType.DATA_PAGE || type == PageType.DATA_PAGE_V2) {
                    return type == PageType.DATA_PAGE ? page(header) : pageV2(header);
                } else {
                    at += size;
                }
            }
            return null;
        } catch (final DataFormatException | TException ex) {
            final ZipException damaged = new ZipException(ex.getMessage());
            damaged.initCause(ex);
            throw new UncheckedIOException(damaged);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Headers are short, but may have the smallest and largest text of the page. */
    private PageHeader readHeader() throws IOException, TException {
        for (int size = SMALL_HEADER; ; size *= 16) {
            final byte[] bytes = read((int) Math.min(size, end - at));
            final ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            final TConfiguration limits = new TConfiguration(bytes.length, bytes.length, MAX_NESTING);
            try {
                final PageHeader header = new PageHeader();
                header.read(new TCompactProtocol(new TIOStreamTransport(limits, in), bytes.length, bytes.length));
                at += bytes.length - in.available();
                return header;
            } catch (final TException ex) {
                if (bytes.length == end - at || size >= LARGEST_HEADER) {
                    throw ex;
                }
            }
        }
    }

    private byte[] read(final int size) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file ends in a page");
            }
        }
        return bytes.array();
    }

    private byte[] payload(final PageHeader header) throws IOException, DataFormatException {
        final byte[] packed = read(header.getCompressed_page_size());
        at += packed.length;
        if (header.isSetCrc()) {
            final CRC32 checksum = new CRC32();
            checksum.update(packed);
            if ((int) checksum.getValue() != header.getCrc()) {
                throw new DataFormatException("wrong checksum of a page");
            }
        }
        return packed;
    }

    private DictionaryPage dictionary(final PageHeader header) throws IOException, DataFormatException {
        final int size = header.getUncompressed_page_size();
        memory.take(0, 3L * size, header.getCompressed_page_size());
        dictionarySize = 3L * size;
        final byte[] bytes = codec.unpacked(payload(header), size);
        final DictionaryPageHeader page = Footer.required(header.getDictionary_page_header(), "header of a dictionary");
        final int values = page.getNum_values();
        if (values < 0 || (long) values * valueSize() > size) {
            throw new DataFormatException("a dictionary of " + values + " values in " + size + " bytes");
        }
        return new DictionaryPage(BytesInput.from(bytes), size, values, encoding(page.getEncoding()));
    }

    private int valueSize() {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> column.getPrimitiveType().getTypeLength();
            default -> 4;
        };
    }

    private DataPage page(final PageHeader header) throws IOException, DataFormatException {
        final DataPageHeader page = Footer.required(header.getData_page_header(), "header of a page");
        final int size = header.getUncompressed_page_size();
        requireCount(page.getNum_values());
        final Encoding encoding = encoding(page.getEncoding());
        take(size, page.getNum_values(), encoding, header.getCompressed_page_size());
        final byte[] bytes = codec.unpacked(payload(header), size);
        final Encoding levels = encoding(page.getDefinition_level_encoding());
        final Encoding lists = encoding(page.getRepetition_level_encoding());
        if (levels == Encoding.RLE && lists == Encoding.RLE) {
            int start = checkLevels(bytes, 0, column.getMaxRepetitionLevel(), page.getNum_values());
            start = checkLevels(bytes, start, column.getMaxDefinitionLevel(), page.getNum_values());
            checkValues(bytes, start, encoding, page.getNum_values());
        }
        return new DataPageV1(
                BytesInput.from(bytes), page.getNum_values(), size, NO_STATISTICS, lists, levels, encoding);
    }

    /** The library keeps all values of a page that are stored as differences. */
    private void take(final int size, final int count, final Encoding encoding, final int packed)
            throws DataFormatException {
        final long values = encoding.name().startsWith("DELTA") ? 16L * count : 0;
        memory.take(pageSize, size + values, packed);
        pageSize = size + values;
    }

    private static Encoding encoding(final org.apache.parquet.format.@Nullable Encoding encoding) {
        return Encoding.valueOf(Footer.required(encoding, "encoding of a page").name());
    }

    private void requireCount(final int values) throws DataFormatException {
        if (values < 0 || values > valueCount) {
            throw new DataFormatException("a page of " + values + " values in a column of " + valueCount);
        }
    }

    private static int checkLevels(final byte[] bytes, final int start, final int maxLevel, final int count)
            throws DataFormatException {
        if (maxLevel == 0) {
            return start;
        }
        if (bytes.length - start < 4) {
            throw new DataFormatException("a page without levels");
        }
        final int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(start);
        if (size < 0 || size > bytes.length - start - 4) {
            throw new DataFormatException("levels of " + size + " bytes in a page of " + bytes.length);
        }
        PageChecks.runs(bytes, start + 4, start + 4 + size, BytesUtils.getWidthFromMaxInt(maxLevel), count);
        return start + 4 + size;
    }

    private static void checkValues(final byte[] bytes, final int start, final Encoding encoding, final int count)
            throws DataFormatException {
        switch (encoding) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                if (start < bytes.length) {
                    final int width = bytes[start] & 0xFF;
                    if (width > 32) {
                        throw new DataFormatException("indexes of " + width + " bits");
                    }
                    PageChecks.runs(bytes, start + 1, bytes.length, width, count);
                }
            }
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY -> {
                if (start < bytes.length) {
                    PageChecks.differences(bytes, start, count);
                }
            }
            case RLE -> {
                if (start + 4 < bytes.length) {
                    PageChecks.runs(bytes, start + 4, bytes.length, 1, count);
                }
            }
            default -> {
                // The bytes are the values.
            }
        }
    }

    private DataPage pageV2(final PageHeader header) throws IOException, DataFormatException {
        final DataPageHeaderV2 page = Footer.required(header.getData_page_header_v2(), "header of a page");
        final int size = header.getUncompressed_page_size();
        final int count = page.getNum_values();
        requireCount(count);
        final Encoding encoding = encoding(page.getEncoding());
        take(size, count, encoding, header.getCompressed_page_size());
        final byte[] all = payload(header);
        final int lists = page.getRepetition_levels_byte_length();
        final int levels = page.getDefinition_levels_byte_length();
        if (lists < 0 || levels < 0 || (long) lists + levels > Math.min(all.length, size)) {
            throw new DataFormatException(
                    "levels of " + lists + " and " + levels + " bytes in a page of " + all.length);
        }
        PageChecks.runs(all, 0, lists, BytesUtils.getWidthFromMaxInt(column.getMaxRepetitionLevel()), count);
        PageChecks.runs(
                all, lists, lists + levels, BytesUtils.getWidthFromMaxInt(column.getMaxDefinitionLevel()), count);
        final byte[] packed = Arrays.copyOfRange(all, lists + levels, all.length);
        final boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
        final byte[] data =
                compressed && size > lists + levels ? codec.unpacked(packed, size - lists - levels) : packed;
        checkValues(data, 0, encoding, count);
        return DataPageV2.uncompressed(
                page.getNum_rows(),
                page.getNum_nulls(),
                count,
                BytesInput.from(all, 0, lists),
                BytesInput.from(all, lists, levels),
                encoding,
                BytesInput.from(data),
                NO_STATISTICS);
    }
}
