package io.debros.store.libp2p.gossipsub;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one RPC says. Lists hold no more than what is looked at.
 *
 * @param subscriptions by topic: whether the peer subscribes now
 * @param messages not checked yet
 * @param offers IHAVE
 * @param wanted ids of all IWANT
 * @param grafts topics
 * @param prunes topics and for how long
 * @param unwanted ids of all IDONTWANT
 */
record Rpc(
    Map<String, Boolean> subscriptions,
    List<MessageParts> messages,
    List<Offer> offers,
    List<byte[]> wanted,
    Set<String> grafts,
    List<Prune> prunes,
    List<byte[]> unwanted) {
  static final int SUBSCRIPTIONS = 1;
  static final int MESSAGES = 2;
  static final int CONTROL = 3;
  static final int IHAVE = 1;
  static final int IWANT = 2;
  static final int GRAFT = 3;
  static final int PRUNE = 4;
  static final int IDONTWANT = 5;

  /** Of subscriptions, of messages and of each kind of control entry; JavaScript refuses more. */
  static final int MAX_ENTRIES = 5_000;

  /** Of IHAVE and of IWANT. */
  static final int MAX_IDS = 5_000;

  /** Of one IDONTWANT. */
  static final int MAX_UNWANTED = 512;

  /** Of one PRUNE. */
  static final int MAX_PEERS = 16;

  /** Messages of a topic that the peer has. */
  record Offer(String topic, List<byte[]> ids) {}

  /**
   * The peer leaves a mesh.
   *
   * @param seconds for which it must not be asked again; 0 if it does not say
   * @param peers others that are in the topic
   */
  record Prune(String topic, long seconds, List<OfferedPeer> peers) {}

  /** A peer, and its signed record if that was sent. */
  record OfferedPeer(byte[] id, byte @Nullable [] signedRecord) {}
}
