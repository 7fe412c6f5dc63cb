package io.debros.store;

import static io.debros.store.error.Problem.problem;

import io.debros.store.access.AccessControllerType;
import io.debros.store.access.AccessControllerTypes;
import io.debros.store.access.AccessDescription;
import io.debros.store.block.BlockSource;
import io.debros.store.block.BlockStore;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.error.MissingBlockException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.transfer.DatabaseDescription;
import java.util.Collection;
import java.util.Set;

/** Manifests and rules of access: made of a name and options, or read by address. Thread-safe. */
final class DatabaseManifests {
  private final Identity identity;
  private final BlockStore blocks;
  private final AccessControllerTypes accessTypes;

  DatabaseManifests(Identity identity, BlockStore blocks, AccessControllerTypes accessTypes) {
    this.identity = identity;
    this.blocks = blocks;
    this.accessTypes = accessTypes;
  }

  /** The database that a name, a type and options stand for; nothing is stored. */
  DatabaseDescription create(String name, String type, DatabaseOptions options) {
    AccessOptions access = options.access();
    AccessControllerType accessType = accessTypes.get(access.type());
    AccessDescription rules = accessType.describe(name, access.idsOr(identity.id()));
    return new DatabaseDescription(
        new Manifest(name, type, rules.address(), options.meta()), accessType, rules);
  }

  /**
   * The database of an address.
   *
   * @param source of manifest and access list where they are not here; not trusted
   * @param types names of the database types that are supported
   * @throws MissingBlockException if they are nowhere
   * @throws IllegalArgumentException if type or access controller are not supported
   */
  DatabaseDescription read(Address address, BlockSource source, Collection<String> types) {
    Manifest manifest = Manifest.decode(fetch(address, address.manifest(), source));
    manifest.requireSupported(types, accessTypes.names());
    return described(manifest, source);
  }

  /** The same for a database of whatever type: it can be described, if not opened. */
  DatabaseDescription readOfAnyType(Address address, BlockSource source) {
    Manifest manifest = Manifest.decode(fetch(address, address.manifest(), source));
    manifest.requireSupported(Set.of(manifest.type()), accessTypes.names());
    return described(manifest, source);
  }

  private DatabaseDescription described(Manifest manifest, BlockSource source) {
    Address address = manifest.address();
    AccessControllerType accessType = accessTypes.get(manifest.accessControllerType());
    AccessDescription rules =
        accessType.read(manifest.accessController(), cid -> fetch(address, cid, source));
    return new DatabaseDescription(manifest, accessType, rules);
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
}
