package io.debros.store.replication.status;

import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.util.List;

/**
 * Why a database is in sync with its peers, or is not. Immutable, thread-safe.
 *
 * @param inSync whether all that peers named is part of the log. Says nothing about peers that
 *     nobody has heard of
 * @param heads ours, newest first; at most {@value PullStatus#MOST}
 * @param pull what is missing, and who was asked for it
 * @param peers in the order of their ids
 */
public record DatabaseStatus(
    Address database, boolean inSync, List<Cid> heads, PullStatus pull, List<PeerStatus> peers) {}
