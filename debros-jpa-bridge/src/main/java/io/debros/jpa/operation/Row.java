package io.debros.jpa.operation;

import io.debros.jpa.metamodel.EntityModel;
import org.jspecify.annotations.Nullable;

/**
 * Which row an operation is about, and all that the router needs to find its database.
 *
 * @param id text form of the id, the document's key
 * @param owner text form of the owner; null for a global entity
 * @param shardKey text form of the value that picks the shard
 */
public record Row(EntityModel model, String id, @Nullable String owner, String shardKey) {}
