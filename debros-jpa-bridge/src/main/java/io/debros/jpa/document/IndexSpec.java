package io.debros.jpa.document;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An index that a database keeps of its documents.
 *
 * @param name unique within the database
 * @param fingerprint what the keys are made of; when it changes, the index is built anew
 * @param keys the {@link SortKey}s of a document, no two equal; may be empty. Called by writers and
 *     while an index is built; must depend on the document alone
 * @param group indexes of one group in several databases are looked up together; null for none
 */
public record IndexSpec(
    String name,
    String fingerprint,
    Function<Document, List<byte[]>> keys,
    @Nullable String group) {}
