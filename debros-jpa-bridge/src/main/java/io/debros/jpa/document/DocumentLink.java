package io.debros.jpa.document;

/**
 * A link to a block in a document that a foreign writer wrote; kept when the document is written
 * back.
 *
 * @param cid text form
 */
public record DocumentLink(String cid) {}
