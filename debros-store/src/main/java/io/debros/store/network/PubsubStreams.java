package io.debros.store.network;

import io.debros.store.error.Problem;
import io.debros.store.libp2p.gossipsub.GossipAction;
import io.debros.store.libp2p.gossipsub.GossipAction.PeersOffered;
import io.debros.store.libp2p.gossipsub.GossipAction.Priority;
import io.debros.store.libp2p.gossipsub.Gossipsub;
import io.debros.store.libp2p.host.Direction;
import io.debros.store.libp2p.host.Host;
import io.debros.store.libp2p.host.HostStream;
import io.debros.store.libp2p.host.Listed;
import io.debros.store.libp2p.host.StreamHandler;
import io.debros.store.libp2p.peer.PeerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Each side writes on one stream that it opened, and reads on those that the other opened. A
 * JavaScript peer forgets our subscriptions when our stream breaks, and opens none by itself when
 * another connection to us lives: opening a new one reminds it.
 */
/** Gossipsub over streams: one to each peer that speaks it. Host thread only. */
final class PubsubStreams {
  private static final Logger LOG = LoggerFactory.getLogger(PubsubStreams.class);

  /** When to open the stream anew: after it broke, or when the peer opens none. */
  private static final long REOPEN_MILLIS = 10_000;

  /** How many peers may have as much waiting as one may. */
  private static final long MOST_SLOW = 4;

  private final Host host;
  private final Gossipsub gossipsub;
  private final int maxMessageBytes;
  private final long maxWaitingBytes;
  private final PubsubListener listener;
  private final Consumer<PeersOffered> offers;
  private final Map<PeerId, Neighbour> neighbours = new HashMap<>();
  private long allWaiting;
  private boolean isDraining;

  /**
   * @param maxWaitingBytes a peer that reads too slowly misses messages that wait beyond this
   * @param offers told of peers that others name
   */
  PubsubStreams(
      Host host,
      Gossipsub gossipsub,
      int maxMessageBytes,
      long maxWaitingBytes,
      PubsubListener listener,
      Consumer<PeersOffered> offers) {
    this.host = host;
    this.gossipsub = gossipsub;
    this.maxMessageBytes = maxMessageBytes;
    this.maxWaitingBytes = maxWaitingBytes;
    this.listener = listener;
    this.offers = offers;
    for (String protocol : Gossipsub.PROTOCOLS) {
      host.handle(protocol, this::accept, Listed.YES);
    }
    beat();
  }

  /** It is known what a peer speaks. */
  void identified(PeerId peer, Set<String> protocols) {
    if (Gossipsub.PROTOCOLS.stream().anyMatch(protocols::contains)
        && !neighbours.containsKey(peer)) {
      join(peer);
    }
  }

  void disconnected(PeerId peer) {
    Neighbour gone = neighbours.remove(peer);
    if (gone != null) {
      gone.sender.abandon();
      gossipsub.disconnected(peer);
      drain();
    }
  }

  void subscribe(String topic) {
    gossipsub.subscribe(topic, host.now());
    drain();
  }

  void unsubscribe(String topic) {
    gossipsub.unsubscribe(topic, host.now());
    drain();
  }

  /** Connected peers that announced a topic. */
  Set<PeerId> subscribers(String topic) {
    return gossipsub.subscribers(topic);
  }

  /** Publishes something; what no message holds gets to peers as an ancestor of what comes next. */
  void publish(String topic, byte[] data) {
    if (data.length > Gossipsub.MAX_DATA_BYTES) {
      LOG.debug("Entry is too long for pubsub {topic={}, bytes={}}", topic, data.length);
      return;
    }
    gossipsub.publish(topic, data, host.now());
    drain();
  }

  /** Publishes something to one peer; false if it cannot be sent now. */
  boolean publishTo(PeerId peer, String topic, byte[] data) {
    boolean isSent = gossipsub.publishTo(peer, topic, data, host.now());
    drain();
    return isSent;
  }

  private void join(PeerId peer) {
    Neighbour neighbour = new Neighbour(peer);
    neighbours.put(peer, neighbour);
    neighbour.sender.open();
  }

  private StreamHandler accept(HostStream stream) {
    PeerId peer = stream.peer();
    if (!neighbours.containsKey(peer)) {
      join(peer); // it speaks gossipsub, whatever it says of itself
    }
    Neighbour neighbour = neighbours.get(peer);
    if (neighbour != null) {
      neighbour.inbound++;
    }
    return new FrameReceiver(
        host,
        stream,
        maxMessageBytes,
        new Inbound(peer, neighbour == null ? new CheckPace(host.now()) : neighbour.pace),
        () -> {
          if (neighbour != null) {
            neighbour.inbound--;
          }
        });
  }

  private void beat() {
    gossipsub.heartbeat(host.now());
    drain();
    host.schedule(Math.max(1, gossipsub.nextHeartbeat() - host.now()), this::beat);
  }

  /** Does what the protocol wants; what comes of it meanwhile is done by the outermost call. */
  private void drain() {
    if (isDraining) {
      return;
    }
    isDraining = true;
    try {
      for (GossipAction next = gossipsub.poll(); next != null; next = gossipsub.poll()) {
        perform(next);
      }
    } finally {
      isDraining = false;
    }
  }

  private void perform(GossipAction action) {
    if (action instanceof GossipAction.Send send) {
      send(send);
    } else if (action instanceof GossipAction.Deliver message) {
      listener.delivered(message.topic(), message.author(), message.data());
    } else if (action instanceof GossipAction.Subscribed subscribed) {
      listener.subscribed(subscribed.peer(), subscribed.topic());
    } else if (action instanceof GossipAction.Unsubscribed unsubscribed) {
      listener.unsubscribed(unsubscribed.peer(), unsubscribed.topic());
    } else if (action instanceof PeersOffered offered) {
      offers.accept(offered);
    } else if (action instanceof GossipAction.Misbehaved misbehaved) {
      host.misbehaved(misbehaved.peer(), misbehaved.problem(), misbehaved.isBreach());
    }
  }

  private void send(GossipAction.Send send) {
    Neighbour neighbour = neighbours.get(send.peer());
    if (neighbour == null || !neighbour.isOpen) {
      return;
    }
    long waiting = neighbour.sender.waitingBytes();
    if (waiting == 0 || waiting <= most(send.priority())) {
      allWaiting += send.rpc().length;
      neighbour.sender.send(send.rpc());
    } else if (send.priority() == Priority.ESSENTIAL) {
      host.misbehaved(send.peer(), tooSlow(send.peer(), waiting), false);
      host.disconnect(send.peer());
    }
  }

  /** Once those who read slowly have a lot waiting together, each gets only what is essential. */
  private long most(Priority priority) {
    if (priority != Priority.ESSENTIAL && allWaiting > MOST_SLOW * maxWaitingBytes) {
      return 0;
    }
    return switch (priority) {
      case ESSENTIAL -> 2 * maxWaitingBytes;
      case MESSAGE -> maxWaitingBytes;
      case GOSSIP -> maxWaitingBytes / 2;
    };
  }

  private static Problem tooSlow(PeerId peer, long waiting) {
    return Problem.problem("Peer does not read what it is sent by pubsub")
        .at("peer", peer)
        .at("waitingBytes", waiting)
        .advice("It is disconnected, and may come again");
  }

  /** What a peer sends; checking signatures takes the time of all, so there is an end to it. */
  private final class Inbound implements FrameReceiver.Receiver {
    private final PeerId peer;
    private final CheckPace pace;

    Inbound(PeerId peer, CheckPace pace) {
      this.peer = peer;
      this.pace = pace;
    }

    @Override
    public void receive(byte[] message) {
      int checked = gossipsub.received(peer, message, host.now());
      pace.checked(checked, host.now());
      drain();
    }

    @Override
    public long pause() {
      return pace.pause(host.now());
    }
  }

  /** A peer, and our stream to it. */
  private final class Neighbour implements FrameSender.Owner {
    private final PeerId peer;
    private final FrameSender sender;
    private final CheckPace pace = new CheckPace(host.now());
    private boolean isOpen;
    private boolean isReminded;
    private int inbound;

    Neighbour(PeerId peer) {
      this.peer = peer;
      this.sender =
          new FrameSender(host, peer, Gossipsub.PROTOCOLS, length -> allWaiting -= length, this);
    }

    @Override
    public void opened(String protocol) {
      isOpen = true;
      gossipsub.connected(peer, protocol, isOutbound(), host.now());
      drain();
      host.schedule(REOPEN_MILLIS, this::remind);
    }

    @Override
    public void closed(@Nullable Problem why) {
      if (isOpen) {
        isOpen = false;
        gossipsub.disconnected(peer);
        drain();
      }
      if (why != null) {
        host.schedule(REOPEN_MILLIS, this::reopen);
      }
    }

    /** It should have opened a stream as well by now; a new one of ours reminds it, once. */
    private void remind() {
      if (!isPresent() || !isOpen || inbound > 0) {
        return;
      }
      if (isReminded) {
        host.disconnect(peer); // a new connection may help
      } else {
        isReminded = true;
        sender.abandon();
        closed(null);
        sender.open();
      }
    }

    private void reopen() {
      if (isPresent() && host.isConnected(peer)) {
        sender.open();
      }
    }

    /** Whether this node made the connection. */
    private boolean isOutbound() {
      return host.connections().stream()
          .anyMatch(
              connection ->
                  connection.peer().equals(peer) && connection.direction() == Direction.OUTBOUND);
    }

    private boolean isPresent() {
      return neighbours.get(peer) == this;
    }
  }
}
