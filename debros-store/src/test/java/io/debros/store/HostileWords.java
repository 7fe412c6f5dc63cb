package io.debros.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.debros.store.bitswap.BitswapMessage;
import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.libp2p.peer.PrivateKey;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.multiformats.Cid;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Messages of pubsub and bitswap as a peer may make them up. Stateless. */
final class HostileWords {
  private static final byte[] DAG_CBOR_SHA256 = {0x01, 0x71, 0x12, 0x20};

  private HostileWords() {}

  /** An RPC of pubsub that subscribes. */
  static byte[] subscribe(String topic) {
    return new ProtobufWriter()
        .message(1, new ProtobufWriter().bool(1, true).text(2, topic))
        .toBytes();
  }

  /** An RPC of pubsub that asks for the messages of a topic. */
  static byte[] graft(String topic) {
    ProtobufWriter graft = new ProtobufWriter().message(3, new ProtobufWriter().text(1, topic));
    return new ProtobufWriter().message(3, graft).toBytes();
  }

  /** An RPC with a message that its author has signed. */
  static byte[] publish(PrivateKey author, String topic, byte[] data, long seqno) {
    ProtobufWriter message = unsigned(author, topic, data, seqno);
    byte[] unsigned = message.toBytes();
    byte[] prefix = "libp2p-pubsub:".getBytes(US_ASCII);
    ByteBuffer signed = ByteBuffer.allocate(prefix.length + unsigned.length);
    byte[] signature = author.sign(signed.put(prefix).put(unsigned).array());
    return rpc(message.bytes(5, signature).bytes(6, author.publicKey().bytes()));
  }

  /** The same with a signature that is not the author's. */
  static byte[] publishUnsigned(PrivateKey author, String topic, byte[] data, long seqno) {
    return rpc(
        unsigned(author, topic, data, seqno)
            .bytes(5, new byte[64])
            .bytes(6, author.publicKey().bytes()));
  }

  /** A message of bitswap that asks for blocks. */
  static byte[] want(Collection<Cid> blocks, Kind kind, boolean isFull) {
    List<Want> wants = blocks.stream().map(block -> new Want(block, kind, 1, true)).toList();
    return BitswapMessage.ofWants(wants, isFull).encode();
  }

  /** A message of bitswap that asks for each block anew. */
  static byte[] wantAgain(Collection<Cid> blocks) {
    List<Want> wants =
        blocks.stream()
            .flatMap(
                block ->
                    List.of(
                        new Want(block, Kind.CANCEL, 0, false),
                        new Want(block, Kind.BLOCK, 1, true))
                        .stream())
            .toList();
    return BitswapMessage.ofWants(wants, false).encode();
  }

  /** A message of bitswap with blocks. */
  static byte[] give(List<byte[]> blocks) {
    return BitswapMessage.ofAnswers(
            blocks.stream().map(block -> new Block(DAG_CBOR_SHA256, block)).toList(), List.of())
        .encode();
  }

  /** Names of blocks that nobody has. */
  static List<Cid> nothings(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> Cid.ofDagCbor(ByteBuffer.allocate(4).putInt(number).array()))
        .toList();
  }

  private static ProtobufWriter unsigned(PrivateKey author, String topic, byte[] data, long seqno) {
    return new ProtobufWriter()
        .bytes(1, author.peerId().bytes())
        .bytes(2, data)
        .bytes(3, ByteBuffer.allocate(8).putLong(seqno).array())
        .text(4, topic);
  }

  private static byte[] rpc(ProtobufWriter message) {
    return new ProtobufWriter().message(2, message).toBytes();
  }
}
