package org.annoyindex.core.format;

/**
 * A section's place in the file.
 *
 * @param kind what it holds.
 * @param offset of its first byte in the file, a multiple of 64.
 * @param length in bytes.
 * @param checksum CRC32C of its bytes.
 */
public record Section(SectionKind kind, long offset, long length, int checksum) {}
