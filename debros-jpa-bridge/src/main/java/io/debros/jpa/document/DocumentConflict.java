package io.debros.jpa.document;

import org.jspecify.annotations.Nullable;

/**
 * Two writes of one document that were made apart from each other, against the same version.
 * Immutable.
 *
 * @param earlier the document without the later write, in the order of the log
 * @param later the document that the later write left
 * @param ancestor the document that the later write was made from; null if it is not known
 * @param merged what came out; null if it was deleted since
 */
public record DocumentConflict(
    Document earlier, Document later, @Nullable Document ancestor, @Nullable Document merged) {}
