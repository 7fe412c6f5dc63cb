package io.debros.store;

import io.debros.store.manifest.Address;

/**
 * A database that a node knows. Immutable.
 *
 * @param name as in its manifest; several databases may have one name, with different access
 * @param address of the database
 * @param type as in its manifest
 * @param open whether it is open in this node now
 * @param documentCount live documents
 */
public record DatabaseInfo(
    String name, Address address, String type, boolean open, long documentCount) {}
