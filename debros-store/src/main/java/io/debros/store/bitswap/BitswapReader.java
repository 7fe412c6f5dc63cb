package io.debros.store.bitswap;

import static io.debros.store.error.Problem.problem;

import io.debros.store.bitswap.BitswapMessage.Block;
import io.debros.store.bitswap.BitswapMessage.Kind;
import io.debros.store.bitswap.BitswapMessage.Presence;
import io.debros.store.bitswap.BitswapMessage.Want;
import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.libp2p.peer.ProtobufReader;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message; memory grows with what it says, not with what it announces. */
final class BitswapReader {
  private static final int MAX_PARTS = 131_072;
  private static final int MAX_UNREADABLE = 64;
  private static final int MAX_CID_BYTES = 128;
  private static final int MAX_PREFIX_BYTES = 64;
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final List<Want> wants = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Presence> presences = new ArrayList<>();
  private boolean isFull;
  private int parts;
  private int unreadable;

  BitswapReader(byte[] bytes) {
    this.bytes = bytes;
  }

  BitswapMessage read() {
    if (bytes.length > BitswapMessage.MAX_BYTES) {
      throw refused("Bitswap message is too long", Fault.LIMIT);
    }
    ProtobufReader message = ProtobufReader.of("bitswap", bytes);
    while (message.next()) {
      switch (message.field()) {
        case 1 -> wantlist(message.message("wantlist", bytes.length));
        case 3 -> block(message.message("block", bytes.length));
        case 4 -> presence(message.message("presence", bytes.length));
        default -> {}
      }
    }
    return new BitswapMessage(wants, isFull, blocks, presences);
  }

  private void wantlist(ProtobufReader list) {
    while (list.next()) {
      switch (list.field()) {
        case 1 -> want(list.message("want", bytes.length));
        case 2 -> isFull = list.bool();
        default -> {}
      }
    }
  }

  private void want(ProtobufReader entry) {
    count();
    Cid cid = null;
    long priority = 0;
    boolean isCancel = false;
    long type = 0;
    boolean asksDontHave = false;
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> cid = cid(entry.bytes(bytes.length));
        case 2 -> priority = entry.uint64();
        case 3 -> isCancel = entry.bool();
        case 4 -> type = entry.uint64();
        case 5 -> asksDontHave = entry.bool();
        default -> {}
      }
    }
    Kind kind = isCancel ? Kind.CANCEL : kind(type);
    if (cid != null && kind != null) {
      wants.add(new Want(cid, kind, Math.max(0, (int) priority), asksDontHave));
    }
  }

  private static @Nullable Kind kind(long type) {
    if (type == 0) {
      return Kind.BLOCK;
    }
    return type == 1 ? Kind.HAVE : null;
  }

  private void block(ProtobufReader block) {
    count();
    byte[] prefix = NOTHING;
    byte[] data = NOTHING;
    while (block.next()) {
      switch (block.field()) {
        case 1 -> prefix = block.bytes(MAX_PREFIX_BYTES);
        case 2 -> data = block.bytes(bytes.length);
        default -> {}
      }
    }
    blocks.add(new Block(prefix, data));
  }

  private void presence(ProtobufReader presence) {
    count();
    Cid cid = null;
    long type = 0;
    while (presence.next()) {
      switch (presence.field()) {
        case 1 -> cid = cid(presence.bytes(bytes.length));
        case 2 -> type = presence.uint64();
        default -> {}
      }
    }
    if (cid != null && type <= 1 && type >= 0) {
      presences.add(new Presence(cid, type == 0));
    }
  }

  private void count() {
    parts++;
    if (parts > MAX_PARTS) {
      throw refused("Bitswap message has too many parts", Fault.LIMIT);
    }
  }

  /** Null if it is of a kind that we do not know, or too long; no peer has to know all kinds. */
  private @Nullable Cid cid(byte[] cid) {
    try {
      if (cid.length <= MAX_CID_BYTES) {
        return Cid.decode(cid);
      }
    } catch (IllegalArgumentException e) {
      unreadable++;
      if (unreadable > MAX_UNREADABLE) {
        throw refused("Bitswap message has too many CIDs that cannot be read", Fault.MALFORMED);
      }
    }
    return null;
  }

  private BadPeerException refused(String sentence, Fault fault) {
    return new BadPeerException(
        problem(sentence).at("bytes", bytes.length).at("parts", parts), fault);
  }
}
