package io.debros.store.testing;

import io.debros.store.DebrosNode;
import io.debros.store.block.Block;
import io.debros.store.block.CarReader;
import io.debros.store.block.CarWriter;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.progress.Progress;
import io.debros.store.storage.KeyRange;
import io.debros.store.storage.Space;
import io.debros.store.storage.StorageCursor;
import io.debros.store.storage.StorageReader;
import io.debros.store.storage.StorageReader.Direction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** CAR files in memory, taken apart and put together. */
public final class CarFiles {
  /** Where imports leave nothing unless they came to their end. */
  public static final List<String> DATA =
      List.of("blocks", "heads", "log", "keys", "order", "fields", "databases", "indexed-heads");

  private CarFiles() {}

  public static CborMap document(String key, long n) {
    return CborMap.builder().put("_id", key).put("n", n).build();
  }

  public static byte[] export(DebrosNode node, Address address) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    node.care().exportCar(address, car, Progress.NONE);
    return car.toByteArray();
  }

  public static InputStream stream(byte[] car) {
    return new ByteArrayInputStream(car);
  }

  public static List<Cid> roots(byte[] car) {
    return new CarReader(stream(car)).roots();
  }

  public static List<Block> blocks(byte[] car) {
    List<Block> blocks = new ArrayList<>();
    CarReader reader = new CarReader(stream(car));
    for (Block block = reader.next(); block != null; block = reader.next()) {
      blocks.add(block);
    }
    return blocks;
  }

  /** Only the entries, in the order of the file. */
  public static List<Entry> entries(byte[] car) {
    return blocks(car).stream()
        .filter(CarFiles::isEntry)
        .map(block -> Entry.decode(block.bytes()))
        .toList();
  }

  public static boolean isEntry(Block block) {
    return DagCbor.decode(block.bytes()) instanceof CborMap map && map.find("payload") != null;
  }

  public static byte[] car(List<Cid> roots, List<Block> blocks) {
    ByteArrayOutputStream car = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(car, roots);
    blocks.forEach(writer::write);
    return car.toByteArray();
  }

  /** Rows of some spaces, as text. */
  public static List<String> dump(StorageReader storage, List<String> spaces) {
    HexFormat hex = HexFormat.of();
    List<String> rows = new ArrayList<>();
    for (String space : spaces) {
      try (StorageCursor cursor =
          storage.scan(new Space(space), KeyRange.all(), Direction.ASCENDING)) {
        while (cursor.next()) {
          rows.add(space + " " + hex.formatHex(cursor.key()) + " " + hex.formatHex(cursor.value()));
        }
      }
    }
    return rows;
  }
}
