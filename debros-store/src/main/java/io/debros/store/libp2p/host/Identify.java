package io.debros.store.libp2p.host;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerRecord;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.libp2p.peer.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself. Null stands for what it does not say. Immutable, thread-safe.
 *
 * @param publicKey of the peer; absent in pushes
 * @param listenAddresses without those that cannot be decoded
 * @param protocols that the peer accepts
 * @param observedAddress where it sees the other side; null also if that cannot be decoded
 * @param protocolVersion {@code ipfs/0.1.0}
 * @param agentVersion name and version of its software
 * @param signedRecord its addresses, signed; the signature was right
 * @see <a href="https://github.com/libp2p/specs/blob/master/identify/README.md">identify</a>
 */
public record Identify(
    @Nullable PublicKey publicKey,
    List<Multiaddr> listenAddresses,
    List<String> protocols,
    @Nullable Multiaddr observedAddress,
    @Nullable String protocolVersion,
    @Nullable String agentVersion,
    @Nullable PeerRecord signedRecord) {

  /** The name of the protocol that asks. */
  public static final String PROTOCOL = "/ipfs/id/1.0.0";

  /** The name of the protocol that tells without being asked. */
  public static final String PUSH_PROTOCOL = "/ipfs/id/push/1.0.0";

  private static final int PUBLIC_KEY = 1;
  private static final int LISTEN_ADDRESSES = 2;
  private static final int PROTOCOLS = 3;
  private static final int OBSERVED_ADDRESS = 4;
  private static final int PROTOCOL_VERSION = 5;
  private static final int AGENT_VERSION = 6;
  private static final int SIGNED_RECORD = 8;
  private static final int MAX_ADDRESSES = 500;
  private static final int MAX_PROTOCOLS = 2_000;
  private static final int MAX_NAME = 1024;

  public Identify {
    listenAddresses = List.copyOf(listenAddresses);
    protocols = List.copyOf(protocols);
  }

  /**
   * Reads a message; addresses and protocols beyond what a sane peer has are left out.
   *
   * @throws BadPeerException if it is none, or has a key or a signed record that is not valid
   */
  public static Identify decode(byte[] message) {
    Fields fields = new Fields();
    ProtobufReader reader = ProtobufReader.of("Identify", message);
    while (reader.next()) {
      fields.read(reader);
    }
    return fields.done();
  }

  /**
   * The message, with its fields in the order of JavaScript.
   *
   * @param signedEnvelope the sealed {@link #signedRecord}; null to leave it out
   */
  public byte[] encode(byte @Nullable [] signedEnvelope) {
    ProtobufWriter out = new ProtobufWriter();
    if (protocolVersion != null) {
      out.text(PROTOCOL_VERSION, protocolVersion);
    }
    if (agentVersion != null) {
      out.text(AGENT_VERSION, agentVersion);
    }
    if (publicKey != null) {
      out.bytes(PUBLIC_KEY, publicKey.bytes());
    }
    listenAddresses.forEach(address -> out.bytes(LISTEN_ADDRESSES, address.bytes()));
    if (observedAddress != null) {
      out.bytes(OBSERVED_ADDRESS, observedAddress.bytes());
    }
    protocols.forEach(protocol -> out.text(PROTOCOLS, protocol));
    if (signedEnvelope != null) {
      out.bytes(SIGNED_RECORD, signedEnvelope);
    }
    return out.toBytes();
  }

  /** This and what was said after it: lists grow, everything else is replaced. */
  Identify and(Identify later) {
    return new Identify(
        later.publicKey == null ? publicKey : later.publicKey,
        joined(listenAddresses, later.listenAddresses, MAX_ADDRESSES),
        joined(protocols, later.protocols, MAX_PROTOCOLS),
        later.observedAddress == null ? observedAddress : later.observedAddress,
        later.protocolVersion == null ? protocolVersion : later.protocolVersion,
        later.agentVersion == null ? agentVersion : later.agentVersion,
        later.signedRecord == null ? signedRecord : later.signedRecord);
  }

  private static <T> List<T> joined(List<T> first, List<T> second, int most) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all.subList(0, Math.min(all.size(), most));
  }

  /** What was read so far. */
  private static final class Fields {
    private @Nullable PublicKey publicKey;
    private final List<Multiaddr> listenAddresses = new ArrayList<>();
    private final List<String> protocols = new ArrayList<>();
    private @Nullable Multiaddr observedAddress;
    private @Nullable String protocolVersion;
    private @Nullable String agentVersion;
    private @Nullable PeerRecord signedRecord;

    void read(ProtobufReader reader) {
      switch (reader.field()) {
        case PUBLIC_KEY -> publicKey = PublicKey.decode(reader.bytes(PublicKey.MAX_BYTES));
        case LISTEN_ADDRESSES -> addAddress(reader.bytes(Integer.MAX_VALUE));
        case PROTOCOLS -> addProtocol(reader.text(MAX_NAME));
        case OBSERVED_ADDRESS -> observedAddress = Multiaddr.find(reader.bytes(Integer.MAX_VALUE));
        case PROTOCOL_VERSION -> protocolVersion = reader.text(MAX_NAME);
        case AGENT_VERSION -> agentVersion = reader.text(MAX_NAME);
        case SIGNED_RECORD -> signedRecord = PeerRecord.open(reader.bytes(PeerRecord.MAX_BYTES));
        default -> {}
      }
    }

    Identify done() {
      return new Identify(
          publicKey,
          listenAddresses,
          protocols,
          observedAddress,
          protocolVersion,
          agentVersion,
          signedRecord);
    }

    private void addAddress(byte[] bytes) {
      Multiaddr address = listenAddresses.size() < MAX_ADDRESSES ? Multiaddr.find(bytes) : null;
      if (address != null) {
        listenAddresses.add(address);
      }
    }

    private void addProtocol(String name) {
      if (protocols.size() < MAX_PROTOCOLS) {
        protocols.add(name);
      }
    }
  }
}
