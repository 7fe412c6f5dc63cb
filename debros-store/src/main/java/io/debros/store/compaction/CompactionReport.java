package io.debros.store.compaction;

/**
 * What a compaction came to. Immutable.
 *
 * @param kept blocks that something needs
 * @param removed blocks that nothing needed any more
 * @param removedBytes of these blocks; the disk may gain more, by what was overwritten or deleted
 *     before, or less, where blocks were stored compressed
 */
public record CompactionReport(long kept, long removed, long removedBytes) {}
