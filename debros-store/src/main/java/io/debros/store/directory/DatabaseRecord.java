package io.debros.store.directory;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.manifest.Address;
import io.debros.store.manifest.Manifest;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageBatch;
import org.jspecify.annotations.Nullable;

/**
 * A database that was opened in a directory once, as a row of {@link #SPACE}. Immutable.
 *
 * @param name in its manifest
 * @param type in its manifest
 */
public record DatabaseRecord(Address address, String name, String type) {
  /** Bytes of the manifest's CID -> {@code {name, type}} in dag-cbor. */
  public static final Space SPACE = new Space("databases");

  /** The record of a manifest. */
  public static DatabaseRecord of(Manifest manifest) {
    return new DatabaseRecord(manifest.address(), manifest.name(), manifest.type());
  }

  /**
   * Reads a row.
   *
   * @throws StorageException if it is damaged
   */
  public static DatabaseRecord decode(byte[] key, byte[] value) {
    try {
      Address address = new Address(Cid.decode(key));
      if (DagCbor.decode(value) instanceof CborMap map
          && map.entries().size() == 2
          && map.find("name") instanceof CborText name
          && map.find("type") instanceof CborText type) {
        return new DatabaseRecord(address, name.value(), type.value());
      }
    } catch (IllegalArgumentException | BadBlockException e) {
      throw damaged(key, e);
    }
    throw damaged(key, null);
  }

  /** The database that the key of a row names; null if it names none. */
  public static @Nullable Address findAddress(byte[] key) {
    try {
      return new Address(Cid.decode(key));
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  /** Adds the row to a batch. */
  public void put(StorageBatch batch) {
    CborMap row = CborMap.builder().put("name", name).put("type", type).build();
    batch.put(SPACE, address.manifest().bytes(), DagCbor.encode(row));
  }

  private static StorageException damaged(byte[] key, @Nullable Exception cause) {
    return new StorageException(
        problem("Record of a database is damaged")
            .at("row", java.util.HexFormat.of().formatHex(key))
            .advice("Repair the node: the record follows from the manifest of the database"),
        cause);
  }
}
