/** multistream-select 1.0: two sides of a stream agree on a protocol. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.multistream;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
