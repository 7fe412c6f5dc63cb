package io.debros.store.replication;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.replication.status.PeerStatus;
import io.debros.store.replication.status.PeerStatus.Exchange;
import io.debros.store.replication.status.PullStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A peer of one database, as long as it is connected. One thread at a time. */
final class Contact {
  /** After this an exchange counts as failed even if nobody said so. */
  private static final long LONGEST_EXCHANGE = 60_000;

  final PeerId peer;
  private final Set<Cid> heads = new LinkedHashSet<>();

  /** Others named heads since the last exchange with this one. */
  boolean lacksNews;

  private boolean subscribed;
  private Exchange exchange = Exchange.NONE;
  private boolean exchanged;
  private long overflowedAt = -1;
  private int failures;
  private long startedAt;
  private long lastContact;
  private long lastExchange;
  private @Nullable Problem lastError;

  Contact(PeerId peer) {
    this.peer = peer;
  }

  boolean isSubscribed() {
    return subscribed;
  }

  void subscribed(boolean value, long now) {
    subscribed = value;
    lastContact = now;
  }

  /** Whether an exchange is to be begun: none was yet, or it failed, or went wrong silently. */
  boolean needsExchange(long now) {
    return exchange == Exchange.NONE || exchange == Exchange.FAILED || isOverdue(now);
  }

  /** Whether the heads that it named last are these and no others. */
  boolean hasHeads(List<Entry> ours) {
    return ours.size() == heads.size()
        && ours.stream().allMatch(entry -> heads.contains(entry.hash()));
  }

  /** Whether it is to be told what others told us: that is asked once. */
  boolean takeNews(List<Entry> ours) {
    boolean was = lacksNews && !hasHeads(ours);
    lacksNews = false;
    return was;
  }

  boolean isRunning(long now) {
    return exchange == Exchange.RUNNING && !isOverdue(now);
  }

  /** An exchange begins, by us or by the peer. */
  void started(long now) {
    exchange = Exchange.RUNNING;
    startedAt = now;
    lacksNews = false;
    heads.clear();
  }

  /** Both sides have told their heads; whether it is the first time on this connection. */
  boolean ended(long now) {
    boolean first = !exchanged;
    exchange = Exchange.DONE;
    exchanged = true;
    failures = 0;
    lastContact = now;
    lastExchange = now;
    lastError = null;
    return first;
  }

  /** It did not come to its end; how often in a row. */
  int failed(@Nullable Problem why) {
    exchange = Exchange.FAILED;
    failures++;
    lastError = why;
    return failures;
  }

  /** The peer named a head. */
  void named(Cid head, long now) {
    lastContact = now;
    if (heads.size() < PullStatus.MOST) {
      heads.add(head);
    }
  }

  /** The peer wrote an entry: it is its head now. */
  void wrote(Cid head, long now) {
    heads.clear();
    named(head, now);
  }

  /**
   * It named more heads than there was room for.
   *
   * @param joined how many entries had joined then
   */
  void overflow(long joined) {
    if (overflowedAt < 0) {
      overflowedAt = joined;
    }
  }

  /** Whether that was so and entries have joined since, once. */
  boolean takeOverflow(long joined) {
    boolean was = overflowedAt >= 0 && joined > overflowedAt;
    overflowedAt = -1;
    return was;
  }

  PeerStatus status(Predicate<Cid> known) {
    int lacking = (int) heads.stream().filter(known.negate()).count();
    return new PeerStatus(
        peer,
        subscribed,
        exchange,
        lastContact,
        lastExchange,
        heads.stream().toList(),
        lacking,
        lastError);
  }

  private boolean isOverdue(long now) {
    return exchange == Exchange.RUNNING && now - startedAt > LONGEST_EXCHANGE;
  }
}
