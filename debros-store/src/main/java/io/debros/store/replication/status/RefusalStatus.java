package io.debros.store.replication.status;

import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.RefusalReason;
import org.jspecify.annotations.Nullable;

/**
 * An entry that was not taken.
 *
 * @param entry that stays out
 * @param because itself, or a refused entry that it builds on
 * @param reason what is wrong with it; null if that is said of the other entry
 */
public record RefusalStatus(Cid entry, Cid because, @Nullable RefusalReason reason) {}
