package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.gossipsub.Rpc.Offer;
import io.debros.store.libp2p.gossipsub.Rpc.OfferedPeer;
import io.debros.store.libp2p.gossipsub.Rpc.Prune;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.ProtobufReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decodes RPCs. Refused are bytes that are none, and those with more entries than JavaScript takes.
 * Message ids beyond what anybody looks at are left out, so that an RPC takes about as much memory
 * as it has bytes.
 */
final class RpcReader {
  private final Map<String, Boolean> subscriptions = new LinkedHashMap<>();
  private final List<MessageParts> messages = new ArrayList<>();
  private final List<Offer> offers = new ArrayList<>();
  private final List<byte[]> wanted = new ArrayList<>();
  private final Set<String> grafts = new LinkedHashSet<>();
  private final List<Prune> prunes = new ArrayList<>();
  private final List<byte[]> unwanted = new ArrayList<>();
  private final int[] controls = new int[Rpc.IDONTWANT + 1];
  private int subscriptionCount;
  private int offeredIds;

  private RpcReader() {}

  /**
   * Reads an RPC without its length.
   *
   * @throws BadPeerException if it is none, or has too many entries
   */
  static Rpc read(byte[] bytes) {
    RpcReader rpc = new RpcReader();
    ProtobufReader reader = ProtobufReader.of("RPC", bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case Rpc.SUBSCRIPTIONS -> rpc.subscription(message(reader, "SubOpts"));
        case Rpc.MESSAGES -> rpc.message(message(reader, "Message"));
        case Rpc.CONTROL -> rpc.control(message(reader, "ControlMessage"));
        default -> {}
      }
    }
    return new Rpc(
        rpc.subscriptions,
        rpc.messages,
        rpc.offers,
        rpc.wanted,
        rpc.grafts,
        rpc.prunes,
        rpc.unwanted);
  }

  private void subscription(ProtobufReader reader) {
    requireRoom("subscriptions", ++subscriptionCount, Rpc.MAX_ENTRIES);
    boolean isSubscribed = false;
    String topic = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> isSubscribed = reader.bool();
        case 2 -> topic = reader.text(Integer.MAX_VALUE);
        default -> {}
      }
    }
    subscriptions.put(topic, isSubscribed);
  }

  private void message(ProtobufReader reader) {
    requireRoom("messages", messages.size() + 1, Rpc.MAX_ENTRIES);
    messages.add(MessageParts.read(reader));
  }

  private void control(ProtobufReader reader) {
    while (reader.next()) {
      int kind = reader.field();
      if (kind <= Rpc.IDONTWANT) {
        requireRoom("control entries", ++controls[kind], Rpc.MAX_ENTRIES);
      }
      switch (kind) {
        case Rpc.IHAVE -> offer(message(reader, "ControlIHave"));
        case Rpc.IWANT -> want(message(reader, "ControlIWant"));
        case Rpc.GRAFT -> graft(message(reader, "ControlGraft"));
        case Rpc.PRUNE -> prune(message(reader, "ControlPrune"));
        case Rpc.IDONTWANT -> refuse(message(reader, "ControlIDontWant"));
        default -> {}
      }
    }
  }

  private void offer(ProtobufReader reader) {
    String topic = "";
    List<byte[]> ids = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 1) {
        topic = reader.text(Integer.MAX_VALUE);
      } else if (reader.field() == 2 && offeredIds < Rpc.MAX_IDS) {
        ids.add(reader.bytes(MessageId.MAX_BYTES));
        offeredIds++;
      }
    }
    offers.add(new Offer(topic, ids));
  }

  private void want(ProtobufReader reader) {
    while (reader.next()) {
      if (reader.field() == 1 && wanted.size() < Rpc.MAX_IDS) {
        wanted.add(reader.bytes(MessageId.MAX_BYTES));
      }
    }
  }

  private void graft(ProtobufReader reader) {
    while (reader.next()) {
      if (reader.field() == 1) {
        grafts.add(reader.text(Integer.MAX_VALUE));
      }
    }
  }

  private void prune(ProtobufReader reader) {
    String topic = "";
    long seconds = 0;
    List<OfferedPeer> peers = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> topic = reader.text(Integer.MAX_VALUE);
        case 2 -> peers.add(peer(message(reader, "PeerInfo")));
        case 3 -> seconds = reader.uint64();
        default -> {}
      }
      requireRoom("peers", peers.size(), Rpc.MAX_PEERS);
    }
    prunes.add(new Prune(topic, seconds, peers));
  }

  private static OfferedPeer peer(ProtobufReader reader) {
    byte[] id = {};
    byte[] signedRecord = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = reader.bytes(PeerId.MAX_BYTES);
        case 2 -> signedRecord = reader.bytes(PeerRecord.MAX_BYTES);
        default -> {}
      }
    }
    return new OfferedPeer(id, signedRecord);
  }

  private void refuse(ProtobufReader reader) {
    int count = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        requireRoom("unwanted ids", ++count, Rpc.MAX_UNWANTED);
        if (unwanted.size() < Rpc.MAX_UNWANTED) {
          unwanted.add(reader.bytes(MessageId.MAX_BYTES));
        }
      }
    }
  }

  private static ProtobufReader message(ProtobufReader reader, String name) {
    return reader.message(name, Integer.MAX_VALUE);
  }

  private static void requireRoom(String what, int count, int most) {
    if (count > most) {
      throw new BadPeerException(
          problem("RPC of gossip has too many entries").at("entries", what).at("most", most),
          Fault.LIMIT);
    }
  }
}
