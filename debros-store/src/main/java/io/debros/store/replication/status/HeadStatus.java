package io.debros.store.replication.status;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;

/**
 * A head that a peer named and that is not part of the log.
 *
 * @param head its hash
 * @param source who named it first
 * @param since when, in milliseconds
 * @param attempts how often it could not be joined
 * @param retryAt when it is tried again, in milliseconds; 0 if it is being tried
 */
public record HeadStatus(Cid head, PeerId source, long since, int attempts, long retryAt) {}
