package io.debros.store.libp2p.peer;

import static io.debros.store.error.Problem.problem;
import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a peer as the peer itself signed them, so that others can pass them on.
 *
 * @param peer whose addresses they are
 * @param seq greater for a later record; milliseconds since 1970 in JavaScript
 * @param addresses in the order given; those that cannot be decoded are left out
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0003-routing-records.md">RFC 3</a>
 */
@API(status = INTERNAL)
public record PeerRecord(PeerId peer, long seq, List<Multiaddr> addresses) {
  /** The longest envelope that is read. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] TYPE = {3, 1};
  private static final int PEER_ID = 1;
  private static final int SEQ = 2;
  private static final int ADDRESSES = 3;
  private static final int MULTIADDR = 1;
  private static final int MAX_ADDRESSES = 100;

  public PeerRecord {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads and verifies a signed envelope.
   *
   * @throws BadPeerException if it is none, or not signed by the peer it is about
   */
  public static PeerRecord open(byte[] envelope) {
    if (envelope.length > MAX_BYTES) {
      throw refused("Record of a peer is too long", Fault.LIMIT);
    }
    SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN, TYPE);
    PeerRecord decoded = decode(opened.payload());
    if (!decoded.peer.isOf(opened.signer())) {
      throw refused("Record of a peer is signed by another one", Fault.CRYPTO);
    }
    return decoded;
  }

  /** The signed envelope around this record, which must be about the peer with this key. */
  public byte[] seal(PrivateKey key) {
    if (!peer.equals(key.peerId())) {
      throw new IllegalArgumentException(
          problem("Record is about another peer").at("peer", peer).toString());
    }
    return SignedEnvelope.seal(key, DOMAIN, TYPE, bytes());
  }

  /** The record without its envelope. */
  byte[] bytes() {
    ProtobufWriter out = new ProtobufWriter().bytes(PEER_ID, peer.bytes()).uint64(SEQ, seq);
    addresses.forEach(
        address -> out.message(ADDRESSES, new ProtobufWriter().bytes(MULTIADDR, address.bytes())));
    return out.toBytes();
  }

  static PeerRecord decode(byte[] bytes) {
    @Nullable PeerId peer = null;
    long seq = 0;
    List<Multiaddr> addresses = new ArrayList<>();
    ProtobufReader reader = ProtobufReader.of("PeerRecord", bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case PEER_ID -> peer = PeerId.decode(reader.bytes(PeerId.MAX_BYTES));
        case SEQ -> seq = reader.uint64();
        case ADDRESSES -> addAddress(reader.message("AddressInfo", MAX_BYTES), addresses);
        default -> {}
      }
    }
    if (peer == null || seq < 0) {
      throw refused("Record of a peer does not say whose it is, or since when", Fault.MALFORMED);
    }
    return new PeerRecord(peer, seq, addresses);
  }

  private static void addAddress(ProtobufReader reader, List<Multiaddr> addresses) {
    while (reader.next()) {
      if (reader.field() == MULTIADDR && addresses.size() < MAX_ADDRESSES) {
        Multiaddr address = Multiaddr.find(reader.bytes(MAX_BYTES));
        if (address != null) {
          addresses.add(address);
        }
      }
    }
  }

  private static BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(problem(sentence), fault);
  }
}
