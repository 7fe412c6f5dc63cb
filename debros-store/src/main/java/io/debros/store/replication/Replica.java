package io.debros.store.replication;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.JoinOutcome;
import io.debros.store.replication.status.DatabaseStatus;
import io.debros.store.replication.status.PeerStatus;
import io.debros.store.replication.status.PullStatus;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One database and its peers: with whom heads were exchanged in this connection, and what is still
 * to be got. One thread at a time.
 */
final class Replica {
  /**
   * How often two peers that have just met compare their heads again: after 1, 4, 16, 64 seconds.
   */
  private static final int SETTLING_ROUNDS = 4;

  private final ReplicatedLog log;
  private final Shared shared;
  private final Map<PeerId, Contact> contacts = new LinkedHashMap<>();
  private final Pull pull;
  private final Set<PeerId> newsFrom = new HashSet<>();
  private boolean isPassingOn;
  private boolean closed;

  Replica(ReplicatedLog log, Shared shared) {
    this.log = log;
    this.shared = shared;
    this.pull = new Pull(log, shared, this::peers);
  }

  Pull pull() {
    return pull;
  }

  ReplicatedLog log() {
    return log;
  }

  /** Begins to exchange heads now and then although nothing happens. */
  void open(long now) {
    shared.agenda.at(now + shared.times.antiEntropyIn(shared.random), this::exchangeWithAny);
  }

  void close() {
    closed = true;
    pull.close();
    contacts.clear();
    shared.rejections.forget(log.address());
  }

  void subscribed(PeerId peer, long now) {
    Contact contact = contact(peer);
    contact.subscribed(true, now);
    if (contact.needsExchange(now)) {
      dial(contact, now);
    }
  }

  void gone(PeerId peer) {
    contacts.remove(peer);
  }

  /** The peer opened a heads stream. */
  void headsStarted(PeerId peer, long now) {
    contact(peer).started(now);
  }

  void headReceived(PeerId peer, byte[] block, long now) {
    Contact contact = contact(peer);
    Cid head = Cid.ofDagCbor(block);
    contact.named(head, now);
    if (!log.has(head)) {
      newsFrom.add(peer);
    }
    offer(contact, head, block, now);
  }

  void updateReceived(PeerId author, byte[] block, long now) {
    Contact contact = contacts.get(author);
    Cid head = Cid.ofDagCbor(block);
    if (contact == null) { // forwarded by others: the author is not connected to us
      pull.offer(author, false, head, block, now);
      return;
    }
    contact.wrote(head, now);
    offer(contact, head, block, now);
  }

  void headsEnded(PeerId peer, long now) {
    Contact contact = contact(peer);
    if (contact.ended(now)) {
      pull.nudge(now);
      settle(contact, 1, now);
    }
    pull.reportIfCaughtUp();
  }

  /**
   * An exchange did not come to its end.
   *
   * @param why null if the peer does not have the database open
   */
  void headsFailed(PeerId peer, @Nullable Problem why, long now) {
    Contact contact = contacts.get(peer);
    if (contact != null) {
      int failures = contact.failed(why);
      long retryAt = now + shared.times.retryIn(failures, shared.random);
      shared.agenda.at(retryAt, later -> redial(contact, later));
    }
  }

  /** Entries joined, or could not. */
  void joined(JoinOutcome outcome, long now) {
    pull.joined(outcome, now);
    askForMore(now);
    passOn(now);
  }

  /** Asks those again that had more heads than there was room for. */
  private void askForMore(long now) {
    if (pull.isCaughtUp()) {
      for (Contact contact : contacts.values()) {
        if (contact.isSubscribed() && contact.takeOverflow(pull.joined())) {
          dial(contact, now);
        }
      }
    }
  }

  DatabaseStatus status() {
    List<PeerStatus> peers =
        contacts.values().stream()
            .sorted(Comparator.comparing(contact -> contact.peer))
            .map(contact -> contact.status(log::has))
            .toList();
    List<Cid> heads = log.heads().stream().limit(PullStatus.MOST).map(Entry::hash).toList();
    return new DatabaseStatus(log.address(), pull.isCaughtUp(), heads, pull.status(), peers);
  }

  private void offer(Contact contact, Cid head, byte[] block, long now) {
    if (!pull.offer(contact.peer, true, head, block, now)) {
      contact.overflow(pull.joined());
    }
  }

  private void dial(Contact contact, long now) {
    contact.started(now);
    shared.act(new ReplicationAction.DialHeads(contact.peer, log.address()));
  }

  private void redial(Contact contact, long now) {
    if (isPresent(contact) && contact.isSubscribed() && contact.needsExchange(now)) {
      dial(contact, now);
    }
  }

  /*
   * While two peers get to know each other, what is written can miss both ways: it came too late for
   * the heads that were sent, and too early for a peer that was not known to want updates. So heads
   * are compared some more times soon after.
   */
  private void settle(Contact contact, int round, long now) {
    if (round <= SETTLING_ROUNDS) {
      long pause = shared.times.retryIn(2 * round - 1, shared.random);
      shared.agenda.at(now + pause, later -> compare(contact, round, later));
    }
  }

  private void compare(Contact contact, int round, long now) {
    if (!isPresent(contact) || !contact.isSubscribed()) {
      return;
    }
    if (!contact.isRunning(now) && !contact.hasHeads(log.heads())) {
      dial(contact, now);
    }
    settle(contact, round + 1, now);
  }

  /*
   * What came by an exchange of heads is published by nobody: when two groups of peers meet, only the
   * two that meet would have all. So each tells its other peers, and those theirs, if it is news.
   */
  private void passOn(long now) {
    if (newsFrom.isEmpty() || !pull.isCaughtUp()) {
      return;
    }
    boolean fromOne = newsFrom.size() == 1;
    for (Contact contact : contacts.values()) {
      if (contact.isSubscribed() && (!fromOne || !newsFrom.contains(contact.peer))) {
        contact.lacksNews = true;
      }
    }
    newsFrom.clear();
    passOnSoon(now);
  }

  private void passOnSoon(long now) {
    if (!isPassingOn && contacts.values().stream().anyMatch(contact -> contact.lacksNews)) {
      isPassingOn = true;
      shared.agenda.at(now + shared.times.retryIn(1, shared.random), this::passOnNow);
    }
  }

  private void passOnNow(long now) {
    isPassingOn = false;
    for (Contact contact : contacts.values()) {
      if (!contact.isRunning(now) && contact.takeNews(log.heads())) {
        dial(contact, now);
      }
    }
    if (!closed) {
      passOnSoon(now);
    }
  }

  private void exchangeWithAny(long now) {
    if (closed) {
      return;
    }
    List<Contact> idle =
        contacts.values().stream()
            .filter(contact -> contact.isSubscribed() && !contact.isRunning(now))
            .toList();
    if (!idle.isEmpty()) {
      dial(idle.get(shared.random.nextInt(idle.size())), now);
    }
    shared.agenda.at(now + shared.times.antiEntropyIn(shared.random), this::exchangeWithAny);
  }

  private boolean isPresent(Contact contact) {
    return !closed && contacts.get(contact.peer) == contact;
  }

  private Contact contact(PeerId peer) {
    return contacts.computeIfAbsent(peer, Contact::new);
  }

  private List<PeerId> peers() {
    return List.copyOf(contacts.keySet());
  }
}
