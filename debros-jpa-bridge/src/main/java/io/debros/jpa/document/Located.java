package io.debros.jpa.document;

/**
 * Where a row is.
 *
 * @param database name of its database
 * @param key its key there
 */
public record Located(String database, String key) {}
