package io.debros.store.manifest;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.multiformats.Cid;
import java.util.List;
import java.util.Set;

/**
 * The fixed list of an {@code ipfs} access controller. Its order matters for the address, not for
 * the meaning. Immutable, thread-safe.
 *
 * @param write ids of identities, or {@value #ANYONE}; if empty, nobody may write
 */
public record IpfsAccessList(List<String> write) {
  /** Kind of access controller in manifests. */
  public static final String TYPE = "ipfs";

  /** Stands for everyone whose identity verifies. */
  public static final String ANYONE = "*";

  private static final String PREFIX = "/" + TYPE + "/";
  private static final String TYPE_FIELD = "type";
  private static final String WRITE_FIELD = "write";

  public IpfsAccessList {
    write = List.copyOf(write);
  }

  /**
   * The list in a block.
   *
   * @throws io.debros.store.error.BadBlockException if the block is no such list
   */
  public static IpfsAccessList decode(byte[] block) {
    Fields fields = Fields.decode("access list", block, Set.of(TYPE_FIELD, WRITE_FIELD));
    if (!fields.text(TYPE_FIELD).equals(TYPE)
        || !(fields.map().find(WRITE_FIELD) instanceof CborList list)) {
      throw fields.refused("type or list of another kind");
    }
    return new IpfsAccessList(
        list.values().stream().map(id -> fields.textOf(id, WRITE_FIELD)).toList());
  }

  /**
   * The CID of the list that an access controller of a manifest names, {@code /ipfs/zdpu…}.
   *
   * @throws IllegalArgumentException if it names something else
   */
  public static Cid parseAddress(String accessController) {
    if (!accessController.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          problem("Access controller is no fixed list")
              .at("accessController", accessController)
              .advice("Only /ipfs/zdpu… is one")
              .toString());
    }
    return Cid.parseHash(accessController.substring(PREFIX.length()));
  }

  /** The block that peers load by the {@link #address}. */
  public Block toBlock() {
    List<CborValue> ids = write.stream().<CborValue>map(CborText::new).toList();
    return Block.of(
        CborMap.builder().put(TYPE_FIELD, TYPE).put(WRITE_FIELD, new CborList(ids)).build());
  }

  /** {@code /ipfs/zdpu…}, as manifests name it. */
  public String address() {
    return PREFIX + toBlock().cid();
  }

  /** Whether an identity of this id is listed, by name or because everyone is. */
  public boolean lists(String id) {
    return write.contains(id) || write.contains(ANYONE);
  }
}
