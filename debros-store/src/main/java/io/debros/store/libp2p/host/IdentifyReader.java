package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.MessageReader;
import io.debros.store.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the messages of one identify stream up to its end, and makes one of them. Every method
 * throws {@link BadPeerException} for what is none, is too much, or is about another peer. One
 * thread at a time.
 */
public final class IdentifyReader {
  /** The longest message: JavaScript with several hundred databases open. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The most messages on one stream. */
  static final int MAX_MESSAGES = 10;

  private final PeerId peer;
  private final MessageReader messages = new MessageReader("Identify", MAX_BYTES);
  private Identify all = new Identify(null, List.of(), List.of(), null, null, null, null);
  private int count;

  /** Reads what this peer, who is at the other end of the connection, says of itself. */
  public IdentifyReader(PeerId peer) {
    this.peer = peer;
  }

  /** Reads all of the input. */
  public void receive(ByteBuffer input) {
    for (byte[] next = messages.next(input); next != null; next = messages.next(input)) {
      if (++count > MAX_MESSAGES) {
        throw refused("Peer says too much of itself", Fault.LIMIT);
      }
      all = all.and(Identify.decode(next));
    }
  }

  /** The answer to a question, when the peer has ended the stream: it must name the peer's key. */
  public Identify answer() {
    if (all.publicKey() == null) {
      throw refused("Peer does not say which key it has", Fault.PROTOCOL);
    }
    return pushed();
  }

  /** What the peer said without being asked, when it has ended the stream. */
  public Identify pushed() {
    if (count == 0 || !messages.isBetweenMessages()) {
      throw refused("Peer stops in the middle of what it says of itself", Fault.MALFORMED);
    }
    if ((all.publicKey() != null && !peer.isOf(all.publicKey()))
        || (all.signedRecord() != null && !all.signedRecord().peer().equals(peer))) {
      throw refused("Peer says that it is another one", Fault.PROTOCOL);
    }
    return all;
  }

  private BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(problem(sentence).at("peer", peer).at("messages", count), fault);
  }
}
