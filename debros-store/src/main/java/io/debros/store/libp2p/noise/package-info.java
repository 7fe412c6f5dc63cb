/** Noise XX as libp2p uses it: who the peer is, and bytes that nobody else can read or change. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.noise;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
