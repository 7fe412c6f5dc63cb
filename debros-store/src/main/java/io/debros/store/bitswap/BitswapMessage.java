package io.debros.store.bitswap;

import io.debros.store.error.BadPeerException;
import io.debros.store.libp2p.peer.ProtobufWriter;
import io.debros.store.multiformats.Cid;
import java.util.Arrays;
import java.util.List;

/**
 * One message, written as JavaScript writes it. What is in it is not trusted. Immutable as long as
 * nobody changes the arrays.
 *
 * @param wants in the order in which they count
 * @param isFull whether the wants replace all earlier ones
 * @param blocks that are given
 * @param presences of blocks that are not
 * @see <a href="https://specs.ipfs.tech/bitswap-protocol/">Bitswap</a>
 */
public record BitswapMessage(
    List<Want> wants, boolean isFull, List<Block> blocks, List<Presence> presences) {
  /** The longest message. */
  public static final int MAX_BYTES = 4 << 20;

  /** The longest block that JavaScript takes. */
  public static final int MAX_BLOCK_BYTES = 4_193_648;

  /** Copies the lists. */
  public BitswapMessage {
    wants = List.copyOf(wants);
    blocks = List.copyOf(blocks);
    presences = List.copyOf(presences);
  }

  /** A message of wants alone. */
  public static BitswapMessage ofWants(List<Want> wants, boolean isFull) {
    return new BitswapMessage(wants, isFull, List.of(), List.of());
  }

  /** A message that answers. */
  public static BitswapMessage ofAnswers(List<Block> blocks, List<Presence> presences) {
    return new BitswapMessage(List.of(), false, blocks, presences);
  }

  /**
   * Reads a message. Leaves out fields and kinds that it does not know, and CIDs that it cannot
   * read.
   *
   * @throws BadPeerException if it is cut off, too long, or mostly nonsense
   */
  public static BitswapMessage decode(byte[] bytes) {
    return new BitswapReader(bytes).read();
  }

  /** The message without its length: always a list of wants, always with {@code full}. */
  public byte[] encode() {
    ProtobufWriter list = new ProtobufWriter();
    wants.forEach(want -> list.message(1, want.write()));
    ProtobufWriter message = new ProtobufWriter().message(1, list.bool(2, isFull));
    blocks.forEach(block -> message.message(3, block.write()));
    presences.forEach(presence -> message.message(4, presence.write()));
    return message.toBytes();
  }

  /** What a peer asks for. */
  public enum Kind {
    /** The block. */
    BLOCK,
    /** Whether it is there; small blocks are sent at once. */
    HAVE,
    /** Nothing any more. */
    CANCEL
  }

  /**
   * One block that is wanted, or no longer.
   *
   * @param priority higher ones first; negative ones are read as 0
   * @param asksDontHave whether the peer is to say so if it does not have the block
   */
  public record Want(Cid cid, Kind kind, int priority, boolean asksDontHave) {
    /** The block itself, as JavaScript asks for it. */
    static Want block(Cid cid) {
      return new Want(cid, Kind.BLOCK, 1, true);
    }

    /** Not wanted any more. */
    static Want cancel(Cid cid) {
      return new Want(cid, Kind.CANCEL, 0, false);
    }

    private ProtobufWriter write() {
      ProtobufWriter entry = new ProtobufWriter().bytes(1, cid.bytes());
      return kind == Kind.CANCEL
          ? entry.bool(3, true)
          : entry
              .uint64(2, priority)
              .bool(3, false)
              .bool(4, kind == Kind.HAVE)
              .bool(5, asksDontHave);
    }
  }

  /**
   * A block.
   *
   * @param prefix its CID without the digest
   */
  public record Block(byte[] prefix, byte[] data) {
    private static final int SHA2_256 = 0x12;
    private static final int SHA2_256_BYTES = 32;

    /** The bytes of a CID. */
    static Block of(Cid cid, byte[] data) {
      byte[] bytes = cid.bytes();
      byte[] prefix =
          cid.version() == 0
              ? new byte[] {0, Cid.DAG_PB, SHA2_256, SHA2_256_BYTES}
              : Arrays.copyOf(bytes, bytes.length - cid.multihash().digest().length);
      return new Block(prefix, data);
    }

    /** Whether the prefix ends as one does that names sha2-256, the only hash we ask for. */
    boolean isSha256() {
      int length = prefix.length;
      return length > 2 && prefix[length - 2] == SHA2_256 && prefix[length - 1] == SHA2_256_BYTES;
    }

    private ProtobufWriter write() {
      return new ProtobufWriter().bytes(1, prefix).bytes(2, data);
    }
  }

  /** Whether a peer has a block. */
  public record Presence(Cid cid, boolean isHere) {
    private ProtobufWriter write() {
      ProtobufWriter presence = new ProtobufWriter().bytes(1, cid.bytes());
      return isHere ? presence : presence.uint64(2, 1);
    }
  }
}
