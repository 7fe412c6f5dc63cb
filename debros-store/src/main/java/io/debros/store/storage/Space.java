package io.debros.store.storage;

/**
 * A named part of a {@link Storage} with its own key order: a column family in RocksDB. Created on
 * first use.
 *
 * @param name lower-case letters and hyphens
 */
public record Space(String name) {}
