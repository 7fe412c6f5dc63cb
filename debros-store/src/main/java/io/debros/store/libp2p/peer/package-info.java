/** What peers are called and how they prove it: keys, ids, addresses; the messages' encoding. */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.peer;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
