package io.debros.store.replication.status;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one peer of a database. Times are in milliseconds, 0 for never.
 *
 * @param subscribed whether it announced the topic of the database
 * @param exchange how the last exchange of heads with it went
 * @param lastContact when it last said something about the database
 * @param lastExchange when heads were last exchanged
 * @param heads that it named last; at most {@value PullStatus#MOST}
 * @param headsLacking how many of these are not part of our log
 * @param lastError why an exchange failed; null if none did since the last one that succeeded
 */
public record PeerStatus(
    PeerId peer,
    boolean subscribed,
    Exchange exchange,
    long lastContact,
    long lastExchange,
    List<Cid> heads,
    int headsLacking,
    @Nullable Problem lastError) {

  /** How an exchange of heads stands. */
  public enum Exchange {
    /** There was none on this connection. */
    NONE,
    /** Under way. */
    RUNNING,
    /** Both sides have told their heads. */
    DONE,
    /** Failed, and is tried again later. */
    FAILED
  }
}
