/** Databases: a log, an index over it, one writer queue. */
@NullMarked
package io.debros.store.database;

import org.jspecify.annotations.NullMarked;
