package io.debros.store.backup;

/**
 * What a backup holds. Immutable.
 *
 * @param rows of the storage
 * @param keyFiles of the key store; 0 if the keys were left out
 * @param bytes of the backup
 */
public record BackupReport(long rows, int keyFiles, long bytes) {}
