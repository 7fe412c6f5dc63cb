/**
 * Gossipsub 1.1 and 1.2 as a state machine on bytes and time: who subscribes to what, a mesh per
 * topic along which messages travel, and gossip that heals what the mesh loses.
 *
 * <p>Not here: peers are not exchanged by this node (what others offer in PRUNE is reported, see
 * {@link io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered}), scores are not kept per
 * topic or IP address, and there are neither floodsub nor direct peers.
 */
@NullMarked
@API(status = INTERNAL)
package io.debros.store.libp2p.gossipsub;

import static org.apiguardian.api.API.Status.INTERNAL;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
