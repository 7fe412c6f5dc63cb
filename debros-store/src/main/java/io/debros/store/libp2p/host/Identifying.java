package io.debros.store.libp2p.host;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PublicKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells peers who this node is, and asks them: on every connection at once, and again when what
 * they speak changes. Host thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel
final class Identifying {
  /** Changes are told together, this long after the first. */
  static final long DEBOUNCE_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Identifying.class);
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";

  private final HostContext context;
  private final PublicKey key;
  private final Supplier<List<Multiaddr>> addresses;
  private final Peers peers;
  private boolean isPushDue;

  /**
   * @param addresses that peers are told
   */
  Identifying(
      HostContext context, PublicKey key, Supplier<List<Multiaddr>> addresses, Peers peers) {
    this.context = context;
    this.key = key;
    this.addresses = addresses;
    this.peers = peers;
  }

  /** Starts to answer, and to tell changes. */
  void start() {
    Protocols protocols = context.protocols();
    protocols.add(Identify.PROTOCOL, this::answer, Listed.YES);
    protocols.add(Identify.PUSH_PROTOCOL, this::listen, Listed.YES);
    protocols.onListChanged(this::pushSoon);
  }

  /** Asks who is at the other end of a new connection. */
  void ask(Connection connection) {
    connection.open(
        List.of(Identify.PROTOCOL),
        new StreamOpener() {
          @Override
          public StreamHandler opened(HostStream stream) {
            return new Reading(stream, true);
          }

          @Override
          public void failed(@Nullable Problem why) {
            LOG.debug("Peer does not say who it is: {}", why);
          }
        });
  }

  private StreamHandler answer(HostStream stream) {
    Identify own = own(key, stream.connection().remote());
    return new MessageSender(stream, own.encode(null));
  }

  private StreamHandler listen(HostStream stream) {
    stream.closeWrite();
    return new Reading(stream, false);
  }

  private void pushSoon() {
    if (!isPushDue) {
      isPushDue = true;
      context.after(DEBOUNCE_MILLIS, this::push);
    }
  }

  private void push() {
    isPushDue = false;
    byte[] message = own(null, null).encode(null);
    for (PeerId peer : peers.ids()) {
      Connection connection = peers.oldest(peer);
      if (connection != null && peers.protocols(peer).contains(Identify.PUSH_PROTOCOL)) {
        connection.open(List.of(Identify.PUSH_PROTOCOL), new Push(message));
      }
    }
  }

  private Identify own(@Nullable PublicKey ownKey, @Nullable Multiaddr observed) {
    return new Identify(
        ownKey,
        addresses.get(),
        context.protocols().listed(),
        observed,
        PROTOCOL_VERSION,
        context.settings().agentVersion(),
        null);
  }

  /** Tells one peer what has changed. */
  private record Push(byte[] message) implements StreamOpener {
    @Override
    public StreamHandler opened(HostStream stream) {
      return new MessageSender(stream, message);
    }

    @Override
    public void failed(@Nullable Problem why) {
      LOG.debug("Peer is not told of a change: {}", why);
    }
  }

  /** Reads what a peer says of itself, up to the end of the stream. */
  private final class Reading implements StreamHandler {
    private final HostStream stream;
    private final boolean isAnswer;
    private final IdentifyReader reader;
    private final Timer limit;
    private boolean isAnySaid;
    private boolean isRead;

    Reading(HostStream stream, boolean isAnswer) {
      this.stream = stream;
      this.isAnswer = isAnswer;
      this.reader = new IdentifyReader(stream.peer());
      long millis = context.limits().negotiationTime().toMillis();
      this.limit = context.after(millis, stream::reset);
    }

    @Override
    public void readable() {
      ByteBuffer input = ByteBuffer.wrap(stream.read());
      isAnySaid |= input.hasRemaining();
      reader.receive(input);
      if (stream.isEnded() && !isRead) {
        isRead = true;
        stream.closeWrite();
        finish();
      }
    }

    @Override
    public void writable() {}

    @Override
    public void closed(@Nullable Problem why) {
      limit.cancel();
    }

    /** A peer that is about to stop says nothing. */
    private void finish() {
      if (!isAnySaid) {
        LOG.debug("Peer {} says nothing of itself", stream.peer());
        return;
      }
      Identify said = isAnswer ? reader.answer() : reader.pushed();
      if (isAnswer || !said.protocols().isEmpty()) {
        peers.identified(stream.peer(), said.protocols());
      }
    }
  }
}
