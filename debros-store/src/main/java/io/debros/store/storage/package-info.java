/** Bytes by key: ordered scan, atomic batch, sync, snapshot. */
@NullMarked
package io.debros.store.storage;

import org.jspecify.annotations.NullMarked;
