/** A type of databases that somebody else could have written: it sees public things only. */
@org.jspecify.annotations.NullMarked
package io.debros.store.poll;
