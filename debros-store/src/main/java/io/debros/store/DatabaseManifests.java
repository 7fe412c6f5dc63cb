package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.IpfsAccessController;
import io.debros.store.block.Block;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.error.MissingBlockException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.IpfsAccessList;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Manifests and access lists: made of a name and options, or read by address. Thread-safe. */
final class DatabaseManifests {
  private static final Set<String> ACCESS_CONTROLLERS = Set.of(IpfsAccessList.TYPE);

  private final Identity identity;
  private final BlockStore blocks;
  private final Set<String> types;

  /**
   * @param types names of the database types that are known here
   */
  DatabaseManifests(Identity identity, BlockStore blocks, Set<String> types) {
    this.identity = identity;
    this.blocks = blocks;
    this.types = types;
  }

  /** The database that a name, a type and options stand for; nothing is stored. */
  Described create(String name, String type, DatabaseOptions options) {
    List<String> write = options.write() == null ? List.of(identity.id()) : options.write();
    IpfsAccessList list = new IpfsAccessList(List.copyOf(new TreeSet<>(write)));
    return new Described(new Manifest(name, type, list.address(), options.meta()), list);
  }

  /**
   * The database of an address.
   *
   * @param source of manifest and access list where they are not here; not trusted
   * @throws MissingBlockException if they are nowhere
   * @throws IllegalArgumentException if type or access controller are not supported
   */
  Described read(Address address, BlockSource source) {
    Manifest manifest = Manifest.decode(fetch(address, address.manifest(), source));
    manifest.requireSupported(types, ACCESS_CONTROLLERS);
    Cid list = IpfsAccessList.parseAddress(manifest.accessController());
    return new Described(manifest, IpfsAccessList.decode(fetch(address, list, source)));
  }

  private byte[] fetch(Address address, Cid cid, BlockSource source) {
    try {
      return blocks.get(cid, source).bytes();
    } catch (MissingBlockException e) {
      throw new MissingBlockException(
          problem("Description of the database is not here")
              .at("address", address)
              .at("block", cid)
              .advice("Import a CAR file of the database, or open it by its name"),
          e);
    }
  }

  /** A database before it is opened. */
  record Described(Manifest manifest, IpfsAccessList list) {
    Address address() {
      return manifest.address();
    }

    AccessController accessController() {
      return new IpfsAccessController(manifest.accessController(), list.write());
    }

    /** The blocks that peers load to open it. */
    List<Block> blocks() {
      return List.of(list.toBlock(), manifest.toBlock());
    }
  }
}
