package io.debros.store.replication;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.util.List;

/*
 * A JavaScript peer takes each chunk that its stream delivers as exactly one entry, and glues
 * chunks together that come before it listens. So every head goes into a data frame of its own; one
 * goes at once, and the others wait until the other side has shown, by its first byte or its end,
 * that it listens. A busy peer may take seconds to do so. The head that went at once keeps two sides
 * that both have several from waiting for each other.
 */
/**
 * One heads stream, whoever opened it: both sides send the blocks of their heads without anything
 * between them, and end. To be used so: give it what is received; write each head of {@link
 * #takeDue} as one data frame; when {@link #isAllTaken}, end our side, and call {@link #sent}. Done
 * when {@link #isDone}. One thread at a time; {@code now} is in milliseconds.
 */
public final class HeadsExchange {
  /** How long all heads but one wait for the other side. */
  public static final long PATIENCE = 10_000;

  /** How long an exchange may take; JavaScript gives up then as well. */
  public static final long DEADLINE = 30_000;

  /** The longest head that is received. */
  public static final int MAX_ITEM_BYTES = 4 << 20;

  /** How many heads are received. */
  public static final int MAX_ITEMS = 10_000;

  private final List<byte[]> frames;
  private final long startedAt;
  private final CborItems items = new CborItems(MAX_ITEM_BYTES);
  private int taken;
  private int received;
  private boolean heard;
  private boolean sent;
  private boolean ended;

  /**
   * @param heads blocks, newest first
   * @param maxFrame the longest that fits into a data frame and the window of the stream; longer
   *     heads are left out and travel by pubsub and block exchange
   */
  public HeadsExchange(List<byte[]> heads, int maxFrame, long now) {
    this.frames = heads.stream().filter(head -> head.length <= maxFrame).toList();
    this.startedAt = now;
  }

  /**
   * Takes bytes of the other side.
   *
   * @return the heads that they complete, as they were sent
   * @throws BadPeerException if they are not dag-cbor, too long or too many
   */
  public List<byte[]> received(byte[] bytes) {
    heard |= bytes.length > 0;
    List<byte[]> heads = items.add(bytes);
    received += heads.size();
    if (received > MAX_ITEMS) {
      throw new BadPeerException(
          problem("Peer sends too many heads")
              .at("most", MAX_ITEMS)
              .advice("End the stream; what came before is taken"),
          Fault.LIMIT);
    }
    return heads;
  }

  /** Memory that a head takes which has begun and not come in full, in bytes. */
  public int heldBytes() {
    return items.heldBytes();
  }

  /**
   * The other side has ended.
   *
   * @throws BadPeerException if that was in the middle of a head
   */
  public void ended() {
    heard = true;
    ended = true;
    if (items.isInsideItem()) {
      throw new BadPeerException(
          problem("Heads stream ended inside a head")
              .at("heads", received)
              .advice("Exchange heads again; what came before is taken"),
          Fault.MALFORMED);
    }
  }

  /** Our heads that are to be sent now, each one data frame; each is given once. */
  public List<byte[]> takeDue(long now) {
    boolean isAllDue = heard || now - startedAt >= PATIENCE;
    int end = isAllDue ? frames.size() : Math.min(1, frames.size());
    List<byte[]> due = frames.subList(taken, end);
    taken = end;
    return due;
  }

  /** Whether all our heads were given, so that the end of our side is to follow them. */
  public boolean isAllTaken() {
    return taken == frames.size();
  }

  /** Our heads and our end are sent. */
  public void sent() {
    sent = true;
  }

  /** Whether our heads and our end are sent. */
  public boolean isSent() {
    return sent;
  }

  /** Whether both sides have told their heads. */
  public boolean isDone() {
    return sent && ended;
  }

  /** Whether it took too long. */
  public boolean isOverdue(long now) {
    return !isDone() && now - startedAt >= DEADLINE;
  }

  /** When to look again although nothing was received. */
  public long nextLook(long now) {
    return !isAllTaken() && now - startedAt < PATIENCE
        ? startedAt + PATIENCE
        : startedAt + DEADLINE;
  }
}
