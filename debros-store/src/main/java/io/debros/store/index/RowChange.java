package io.debros.store.index;

import org.jspecify.annotations.Nullable;

/**
 * What a stage makes of a key.
 *
 * @param before the winner that is stored; null if the key was never written
 * @param after the winner with the entries of the stage
 */
public record RowChange(
    int databaseId, String key, @Nullable WinningEntry before, WinningEntry after) {}
