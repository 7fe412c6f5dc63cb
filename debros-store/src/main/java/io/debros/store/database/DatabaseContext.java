package io.debros.store.database;

import io.debros.store.block.BlockStore;
import io.debros.store.identity.Identities;
import io.debros.store.identity.Identity;
import io.debros.store.index.FieldIndex;
import io.debros.store.index.KeyIndex;
import io.debros.store.manifest.Address;
import io.debros.store.storage.Storage;
import java.util.function.IntFunction;

/**
 * What the databases of one node share. Immutable, thread-safe.
 *
 * @param storage where everything lies
 * @param blocks in the storage
 * @param identities to verify and sign with
 * @param identity that appends
 * @param keys in the storage
 * @param fields in the storage
 * @param addresses of databases by the number they were given here
 */
public record DatabaseContext(
    Storage storage,
    BlockStore blocks,
    Identities identities,
    Identity identity,
    KeyIndex keys,
    FieldIndex fields,
    IntFunction<Address> addresses) {}
