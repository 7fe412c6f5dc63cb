/** The libp2p host: what peers tell each other of themselves on every connection. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.host;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
