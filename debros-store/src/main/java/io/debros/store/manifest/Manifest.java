package io.debros.store.manifest;

import static io.debros.store.error.Problem.problem;

import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The immutable description of a database. Nothing in it is random: the same four values give the
 * same address anywhere. Immutable, thread-safe.
 *
 * @param name any text that is not empty
 * @param type {@code events}, {@code documents}, {@code keyvalue} or a registered one
 * @param accessController {@code /type/hash} of who may write
 * @param meta anything; null if there is none, which is another address than an explicit {@link
 *     CborNull}
 */
public record Manifest(
    String name, String type, String accessController, @Nullable CborValue meta) {
  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String ACCESS_CONTROLLER = "accessController";
  private static final String META = "meta";
  private static final Set<String> FIELDS = Set.of(NAME, TYPE, ACCESS_CONTROLLER, META);

  /** What JavaScript takes for no meta at all. */
  private static final Set<CborValue> FALSY =
      Set.of(CborNull.NULL, new CborBool(false), new CborInt(0), new CborText(""));

  /** Refuses what no peer could open. */
  public Manifest {
    requireText(NAME, name);
    requireText(TYPE, type);
    requireText(ACCESS_CONTROLLER, accessController);
    if (!accessController.startsWith("/")) {
      throw new IllegalArgumentException(
          problem("Access controller of a manifest has no type")
              .at(ACCESS_CONTROLLER, accessController)
              .advice("Give it as /ipfs/zdpu… or /orbitdb/zdpu…")
              .toString());
    }
  }

  /**
   * The manifest in a block.
   *
   * @throws io.debros.store.error.BadBlockException if the block is no manifest, or has a field
   *     that would get lost
   */
  public static Manifest decode(byte[] block) {
    Fields fields = Fields.decode("manifest", block, FIELDS);
    try {
      return new Manifest(
          fields.text(NAME),
          fields.text(TYPE),
          fields.text(ACCESS_CONTROLLER),
          fields.map().find(META));
    } catch (IllegalArgumentException e) {
      throw fields.refused(String.valueOf(e.getMessage()));
    }
  }

  /** The block that peers load by the {@link #address}. */
  public Block toBlock() {
    CborMap.Builder fields =
        CborMap.builder().put(NAME, name).put(TYPE, type).put(ACCESS_CONTROLLER, accessController);
    if (meta != null) {
      fields.put(META, meta);
    }
    return Block.of(fields.build());
  }

  /** The address of the database. */
  public Address address() {
    return new Address(toBlock().cid());
  }

  /** The meta that an open database shows: an empty map for none, null, false, 0 and "". */
  public CborValue shownMeta() {
    return meta == null || FALSY.contains(meta) ? CborMap.of() : meta;
  }

  /** The word after the first slash: which kind of access controller it is. */
  public String accessControllerType() {
    int end = accessController.indexOf('/', 1);
    return end < 0 ? accessController.substring(1) : accessController.substring(1, end);
  }

  /**
   * Checks that a database of this description can be opened here.
   *
   * @throws IllegalArgumentException if its type or the kind of its access controller is not among
   *     those given
   */
  public void requireSupported(Collection<String> types, Collection<String> accessControllerTypes) {
    requireAmong("Database type is not supported", type, types);
    requireAmong(
        "Access controller type is not supported", accessControllerType(), accessControllerTypes);
  }

  private void requireAmong(String sentence, String given, Collection<String> supported) {
    if (!supported.contains(given)) {
      throw new IllegalArgumentException(
          problem(sentence)
              .at("type", given)
              .at("database", name)
              .at("supported", supported)
              .advice("Use one of the supported types")
              .toString());
    }
  }

  private static void requireText(String field, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Manifest needs a value").at("field", field).advice("Give one").toString());
    }
  }
}
