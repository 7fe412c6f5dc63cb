/**
 * What several writers make of one row: a function of the set of entries of its key, whatever the
 * order in which they arrive. Pure; entities use it, the plain databases are OrbitDB.
 */
@NullMarked
package io.debros.store.merge;

import org.jspecify.annotations.NullMarked;
