/** Private networks: what a connection carries is encrypted once more, with a key all share. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.psk;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
