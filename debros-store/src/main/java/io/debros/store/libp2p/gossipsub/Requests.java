package io.debros.store.libp2p.gossipsub;

/** Counts what one peer asks and offers between two heartbeats. One thread at a time. */
final class Requests {
  private final GossipLimits limits;
  private int offers;
  private int wants;
  private int refusals;
  private int asked;
  private int looked;
  private long answered;

  Requests(GossipLimits limits) {
    this.limits = limits;
  }

  void reset() {
    offers = 0;
    wants = 0;
    refusals = 0;
    asked = 0;
    looked = 0;
    answered = 0;
  }

  /** Counts an RPC with IHAVE; false if it is one too many. */
  boolean offer() {
    return ++offers <= limits.requestsHeartbeat();
  }

  /** Counts an RPC with IWANT; false if it is one too many. */
  boolean want() {
    return ++wants <= limits.requestsHeartbeat();
  }

  /** Counts an RPC with IDONTWANT; false if it is one too many. */
  boolean refusal() {
    return ++refusals <= limits.requestsHeartbeat();
  }

  /** How many of so many ids the peer may be asked for now; they count. */
  int ask(int ids) {
    int allowed = Math.min(ids, limits.idsHeartbeat() - asked);
    asked += allowed;
    return allowed;
  }

  /** Counts an id that is looked up for the peer; false if it is one too many. */
  boolean look() {
    return ++looked <= limits.idsHeartbeat();
  }

  /** Counts bytes of an answer; false if they are too many, and then they do not count. */
  boolean answer(int bytes) {
    if (answered + bytes > limits.answeredBytes()) {
      return false;
    }
    answered += bytes;
    return true;
  }
}
