/** Yamux: many streams over one connection, each with its own flow control. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.yamux;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
