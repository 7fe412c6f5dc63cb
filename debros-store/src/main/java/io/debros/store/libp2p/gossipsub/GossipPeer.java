package io.debros.store.libp2p.gossipsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.libp2p.peer.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connected peer, and what it did since the last heartbeat. Equal only to
 * itself. One thread at a time.
 */
final class GossipPeer {
  private static final String WITHOUT_REFUSALS = "/meshsub/1.1.0";

  private final PeerId id;
  private final GossipLimits limits;
  private final Set<Topic> topics = new LinkedHashSet<>();
  private final Map<MessageId, Long> unwanted = new LinkedHashMap<>(); // oldest first
  private final Requests requests;
  private int topicBytes;
  private boolean isWritable;
  private boolean isOutbound;
  private boolean takesRefusals;
  private IdForm form = IdForm.JAVASCRIPT;

  GossipPeer(PeerId id, GossipLimits limits) {
    this.id = id;
    this.limits = limits;
    this.requests = new Requests(limits);
  }

  /** Our stream to the peer is open. */
  void open(@Nullable String protocol, boolean outbound) {
    isWritable = true;
    isOutbound = outbound;
    takesRefusals = protocol != null && !protocol.equals(WITHOUT_REFUSALS);
  }

  PeerId id() {
    return id;
  }

  /** Whether our stream to it is open. */
  boolean isWritable() {
    return isWritable;
  }

  /** Whether this node made the connection. */
  boolean isOutbound() {
    return isOutbound;
  }

  /** Whether it speaks 1.2, so that it can be told which messages need not be sent. */
  boolean takesRefusals() {
    return takesRefusals;
  }

  /** How it writes ids. */
  IdForm form() {
    return form;
  }

  /** Reads an id that it sent, and remembers the form of it. */
  MessageId read(byte[] wire) {
    form = MessageId.formOf(wire);
    return MessageId.parse(wire);
  }

  /** What it did since the last heartbeat. */
  Requests requests() {
    return requests;
  }

  /** The topics that it subscribes to. */
  Set<Topic> topics() {
    return topics;
  }

  /** Whether it may subscribe to one more. */
  boolean mayAdd(String topic) {
    return topics.size() < limits.topicsPeer()
        && topicBytes + length(topic) <= limits.topicBytesPeer();
  }

  void add(Topic topic) {
    topics.add(topic);
    topicBytes += length(topic.name());
    topic.subscribers().add(this);
  }

  void remove(Topic topic) {
    topics.remove(topic);
    topicBytes -= length(topic.name());
    topic.remove(this);
  }

  /** It does not want this message, until this heartbeat. */
  void refuse(MessageId message, long until) {
    unwanted.put(message, until);
    if (unwanted.size() > limits.unwantedIds()) {
      Iterator<MessageId> oldest = unwanted.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  boolean refuses(MessageId message) {
    return unwanted.containsKey(message);
  }

  int unwantedCount() {
    return unwanted.size();
  }

  /** A heartbeat: counting starts again. */
  void renew(long heartbeat) {
    requests.reset();
    unwanted.values().removeIf(until -> until <= heartbeat);
  }

  private static int length(String topic) {
    return topic.getBytes(UTF_8).length;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
