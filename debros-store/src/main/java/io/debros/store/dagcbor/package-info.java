/** Canonical dag-cbor: bytes to values and back, strict both ways. */
@NullMarked
package io.debros.store.dagcbor;

import org.jspecify.annotations.NullMarked;
