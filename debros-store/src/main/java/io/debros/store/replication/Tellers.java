package io.debros.store.replication;

import io.debros.store.libp2p.peer.PeerId;
import java.util.HashMap;
import java.util.Map;

/**
 * Connected peers that tell what is older than an entry, and whether that was of use. One thread at
 * a time.
 */
final class Tellers {
  /** Questions to one peer at a time, about all databases: it need not answer more. */
  static final int MOST_ASKED = 4;

  private final Map<PeerId, Teller> tellers = new HashMap<>();

  private static final class Teller {
    boolean isTrusted = true;
    int asked;
  }

  /** A connected peer can be asked. What is known of it stays. */
  void add(PeerId peer) {
    tellers.computeIfAbsent(peer, first -> new Teller());
  }

  /** A peer is not connected any more. */
  void remove(PeerId peer) {
    tellers.remove(peer);
  }

  /** Whether what a peer says is listened to. */
  boolean isTrusted(PeerId peer) {
    Teller teller = tellers.get(peer);
    return teller != null && teller.isTrusted;
  }

  /** A peer is not listened to as long as it is connected; it may be honest and behind. */
  void distrust(PeerId peer) {
    Teller teller = tellers.get(peer);
    if (teller != null) {
      teller.isTrusted = false;
    }
  }

  /** Counts a question to a peer; false if there is none to be asked now. */
  boolean ask(PeerId peer) {
    Teller teller = tellers.get(peer);
    if (teller == null || !teller.isTrusted || teller.asked >= MOST_ASKED) {
      return false;
    }
    teller.asked++;
    return true;
  }

  /** A question came to its end, be it of an earlier connection. */
  void answered(PeerId peer) {
    Teller teller = tellers.get(peer);
    if (teller != null) {
      teller.asked = Math.max(0, teller.asked - 1);
    }
  }
}
