package io.debros.store.replication.status;

import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.List;

/**
 * A block that is not here.
 *
 * @param block its hash
 * @param attempts how often it was asked for
 * @param asked peers that are being asked first; others may be asked after them. Empty if nobody is
 * @param retryAt when it is asked for again, in milliseconds; 0 if it is being asked for
 */
public record BlockStatus(Cid block, int attempts, List<PeerId> asked, long retryAt) {}
