/** The operation log: signed entries, clocks, heads. */
@NullMarked
package io.debros.store.oplog;

import org.jspecify.annotations.NullMarked;
