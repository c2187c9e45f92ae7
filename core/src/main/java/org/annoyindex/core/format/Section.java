package org.annoyindex.core.format;

/**
 * An entry of the section table.
 *
 * @param kind what it holds.
 * @param offset of its first byte in the file, a multiple of 64.
 * @param length in bytes.
 * @param checksum CRC32C of its bytes.
 */
public record Section(SectionKind kind, long offset, long length, int checksum) {}
