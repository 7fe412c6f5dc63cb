/**
 * Bitswap 1.2: asks peers for blocks and serves ours, as a state machine without threads, sockets
 * and clock.
 */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.bitswap;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
