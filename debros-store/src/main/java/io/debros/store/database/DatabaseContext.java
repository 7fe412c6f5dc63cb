package io.debros.store.database;

import io.debros.store.block.BlockStore;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.index.Indexes;
import io.debros.store.oplog.JoinLimits;
import io.debros.store.oplog.VerifierPool;
import io.debros.store.storage.Storage;

/**
 * What the databases of one node share. Immutable, thread-safe.
 *
 * @param storage where everything lies
 * @param blocks in the storage
 * @param indexes in the storage
 * @param identities to verify and sign with
 * @param identity that appends
 * @param verifiers threads that check the signatures of large joins
 * @param limits of what a database takes from others in one join
 */
public record DatabaseContext(
    Storage storage,
    BlockStore blocks,
    Indexes indexes,
    Identities identities,
    Identity identity,
    VerifierPool verifiers,
    JoinLimits limits) {}
