package io.debros.store.care;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.error.MissingBlockException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What describes a database: its manifest and, if the access rights are a fixed list, that list.
 * Rights that are a database have a description of their own. Immutable, thread-safe.
 *
 * @param manifest of the database
 * @param blocks what must be stored to open it, in the order in which a reader needs it
 */
record DatabaseBlocks(Manifest manifest, List<Block> blocks) {
  private static final String RIGHTS_DATABASE = "/orbitdb/";

  /** More databases of rights that lead to further ones are a trap. */
  private static final int MOST = 8;

  Address address() {
    return manifest.address();
  }

  /**
   * The databases that one depends on, those of its access rights, and last itself.
   *
   * @throws MissingBlockException if something of it is not here
   */
  static List<DatabaseBlocks> read(Address address, BlockStore store) {
    List<DatabaseBlocks> found = new ArrayList<>();
    Address next = address;
    while (next != null) {
      if (found.size() == MOST) {
        throw new IllegalArgumentException(
            problem("Access rights of a database depend on too many others")
                .at("address", address)
                .at("most", MOST)
                .advice("Keep the rights in one database with a fixed list")
                .toString());
      }
      DatabaseBlocks part = readOne(next, store);
      found.add(0, part);
      next = part.rights();
    }
    return List.copyOf(found);
  }

  private static DatabaseBlocks readOne(Address address, BlockStore store) {
    Manifest manifest = Manifest.decode(bytes(address, address.manifest(), store));
    List<Block> blocks = new ArrayList<>();
    if (manifest.accessController().startsWith("/" + IpfsAccessList.TYPE + "/")) {
      Cid list = IpfsAccessList.parseAddress(manifest.accessController());
      blocks.add(new Block(list, bytes(address, list, store)));
    }
    blocks.add(manifest.toBlock());
    return new DatabaseBlocks(manifest, List.copyOf(blocks));
  }

  private @Nullable Address rights() {
    String controller = manifest.accessController();
    return controller.startsWith(RIGHTS_DATABASE) ? Address.parse(controller) : null;
  }

  private static byte[] bytes(Address address, Cid cid, BlockStore store) {
    try {
      return store.get(cid, BlockSource.NONE).bytes();
    } catch (MissingBlockException e) {
      throw new MissingBlockException(
          problem("Description of the database is not here")
              .at("address", address)
              .at("block", cid)
              .advice("Import a CAR file of the database, or open it by its name"),
          e);
    }
  }
}
