package io.debros.jpa.commit;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentStore;
import io.debros.jpa.operation.EntityOperation;
import org.jspecify.annotations.Nullable;

/**
 * An operation, the database of its row, and what is stored there.
 *
 * @param store null if the database does not exist, which only a check that writes nothing finds
 * @param stored null if there is no row
 */
record Place(EntityOperation operation, @Nullable DocumentStore store, @Nullable Document stored) {}
