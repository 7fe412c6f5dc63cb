/** Multicast DNS: nodes of one local network find each other without being told of one another. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.mdns;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
