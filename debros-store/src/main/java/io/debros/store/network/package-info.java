/** libp2p host and protocols. Implements the ports of {@code replication} and {@code block}. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.network;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
