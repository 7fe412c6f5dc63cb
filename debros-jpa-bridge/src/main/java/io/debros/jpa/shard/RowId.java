package io.debros.jpa.shard;

/**
 * An id in its two forms.
 *
 * @param key text form: the row's key in its database
 * @param value stored form: what the document holds under the id's own name
 */
public record RowId(String key, Object value) {}
