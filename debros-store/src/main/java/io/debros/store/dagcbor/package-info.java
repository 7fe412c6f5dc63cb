/** Canonical dag-cbor: bytes to values and back, strict both ways. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.dagcbor;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
