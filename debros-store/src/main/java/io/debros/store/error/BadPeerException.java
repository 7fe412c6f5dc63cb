package io.debros.store.error;

import org.jspecify.annotations.Nullable;

/**
 * What a peer sent, or is, cannot be accepted. The connection to it ends, unless the method that
 * throws this says otherwise; nothing of ours has changed.
 */
public final class BadPeerException extends DebrosException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  public BadPeerException(Problem problem, Fault fault) {
    super(problem, null);
    this.fault = fault;
  }

  public BadPeerException(Problem problem, Fault fault, @Nullable Throwable cause) {
    super(problem, cause);
    this.fault = fault;
  }

  /** What kind of fault it is. */
  public Fault fault() {
    return fault;
  }

  /** Kinds of faults. All but the last two are breaches, which honest peers never commit. */
  public enum Fault {
    /** Bytes that cannot be decoded. */
    MALFORMED,
    /** A message that is not allowed here, or not now. */
    PROTOCOL,
    /** More, longer or faster than we accept. */
    LIMIT,
    /** Something does not decrypt, or a signature is not right. */
    CRYPTO,
    /** Another peer than the one that was dialled, or this node itself. */
    WRONG_PEER,
    /** Nothing that both sides speak. */
    UNSUPPORTED;

    /** Whether an honest peer would never do that. */
    public boolean isBreach() {
      return this != WRONG_PEER && this != UNSUPPORTED;
    }
  }
}
