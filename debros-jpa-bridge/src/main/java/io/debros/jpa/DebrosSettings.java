package io.debros.jpa;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.metamodel.NearestName;
import io.debros.jpa.network.NodeListener;
import io.debros.store.NetworkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code debros.*} settings of a persistence unit. Read once, when the entity manager factory
 * is created. Immutable.
 *
 * @param directory {@code debros.directory}: where keys, blocks and indexes lie; created if absent;
 *     one process at a time; default {@code data/debros} below the working directory; not used by
 *     {@link StoreType#MEMORY}
 * @param appName {@code debros.app-name}: names the application in the log, and will name its own
 *     databases (directory, migrations) when there are some; lower case, anything outside {@code
 *     [a-z0-9-]} becomes {@code -}; default {@code debros-app}
 * @param namespace {@code debros.namespace}: every database name starts with it and a hyphen;
 *     default empty, then there is no prefix
 * @param storeType {@code debros.store.type}: {@code rocksdb} (default) or {@code memory}
 * @param durability {@code debros.store.durability}: {@code interval} (default) or {@code commit}
 * @param autoIndex {@code debros.index.auto}: whether declared queries get the indexes they need;
 *     {@code true} (default) or {@code false}
 * @param onInvalid {@code debros.read.on-invalid}: what a row does that its entity cannot read;
 *     {@code fail} (default, and so far the only one)
 * @param accessType {@code debros.access.type}: whether the list of writers of databases created
 *     from now on can change; {@code ipfs} (default) or {@code orbitdb}
 * @param writers {@code debros.access.write}: identities that may write databases created from now
 *     on, and change who else may if the type is {@code orbitdb}; separated by commas, or {@code *}
 *     for everybody; default empty: this node's identity
 * @param numericIds {@code debros.id.numeric}: where generated integer ids come from; {@code
 *     blocks} (default) or {@code time-ordered}
 * @param passphrase {@code debros.identity.passphrase}: protects the private keys in the directory;
 *     its text is never shown; default none. Not used by {@link StoreType#MEMORY}
 * @param encryption {@code debros.encryption.data}: whether entities are encrypted that do not say
 *     it themselves; {@code none} (default), {@code model} or {@code owner}
 * @param keyFile {@code debros.encryption.key-file}: keys that another node exported, taken in at
 *     every start; default none
 * @param keyFilePassphrase {@code debros.encryption.key-file-passphrase}: what that file is
 *     encrypted under; its text is never shown; needed with a file
 * @param network {@code debros.network.*}: how the node meets others; null unless {@code
 *     debros.network.enabled} is {@code true}
 * @param resolvers {@code debros.conflict-resolvers}: decide conflicts of versions; a {@link
 *     Collection} of {@link ConflictResolver}s, not text; default: none, rows merge by attribute
 * @param listeners {@code debros.listeners}: told from the start what happens at the node; a {@link
 *     Collection} of {@link NodeListener}s, not text; default: none
 * @param beans {@code debros.beans}: makes entity listeners and attribute converters, so that a
 *     container can give out its own; a {@link Function} from class to instance, not text; default:
 *     their constructors without arguments
 */
public record DebrosSettings(
    Path directory,
    String appName,
    String namespace,
    StoreType storeType,
    Durability durability,
    boolean autoIndex,
    OnInvalid onInvalid,
    AccessType accessType,
    List<String> writers,
    NumericIds numericIds,
    @Nullable Secret passphrase,
    EntityEncryption encryption,
    @Nullable Path keyFile,
    @Nullable Secret keyFilePassphrase,
    @Nullable NetworkSettings network,
    List<ConflictResolver<?>> resolvers,
    List<NodeListener> listeners,
    @Nullable Function<Class<?>, Object> beans) {
  private static final String PREFIX = "debros.";
  private static final String DIRECTORY = "debros.directory";
  private static final String APP_NAME = "debros.app-name";
  private static final String NAMESPACE = "debros.namespace";
  private static final String STORE_TYPE = "debros.store.type";
  private static final String DURABILITY = "debros.store.durability";
  private static final String INDEX_AUTO = "debros.index.auto";
  private static final String ON_INVALID = "debros.read.on-invalid";
  private static final String ACCESS_TYPE = "debros.access.type";
  private static final String WRITERS = "debros.access.write";
  private static final String NUMERIC_IDS = "debros.id.numeric";
  static final String PASSPHRASE = "debros.identity.passphrase";
  private static final String ENCRYPTION = "debros.encryption.data";
  private static final String KEY_FILE = "debros.encryption.key-file";
  static final String KEY_FILE_PASSPHRASE = "debros.encryption.key-file-passphrase";
  private static final String RESOLVERS = "debros.conflict-resolvers";
  private static final String LISTENERS = "debros.listeners";
  private static final String BEANS = "debros.beans";
  private static final Set<String> KEYS =
      Stream.concat(
              NetworkKeys.ALL.stream(),
              Stream.of(
                  DIRECTORY,
                  APP_NAME,
                  NAMESPACE,
                  STORE_TYPE,
                  DURABILITY,
                  INDEX_AUTO,
                  ON_INVALID,
                  ACCESS_TYPE,
                  WRITERS,
                  NUMERIC_IDS,
                  PASSPHRASE,
                  ENCRYPTION,
                  KEY_FILE,
                  KEY_FILE_PASSPHRASE,
                  RESOLVERS,
                  LISTENERS,
                  BEANS))
          .collect(Collectors.toUnmodifiableSet());

  public DebrosSettings {
    appName = appName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    if (appName.isEmpty()) {
      throw SettingReader.refused(APP_NAME, appName, "Give a name of at least one character");
    }
    if (!namespace.matches("[A-Za-z0-9._~-]*")) {
      throw SettingReader.refused(NAMESPACE, namespace, "Use letters, digits and . _ ~ -");
    }
    if ((keyFile == null) != (keyFilePassphrase == null)) {
      String lacking = keyFile == null ? KEY_FILE : KEY_FILE_PASSPHRASE;
      throw SettingReader.refused(
          lacking, "(absent)", "Give both, a file of keys and its passphrase, or none");
    }
    writers = List.copyOf(writers);
    resolvers = List.copyOf(resolvers);
    listeners = List.copyOf(listeners);
  }

  /**
   * Reads the {@code debros.*} keys of a map and ignores all others.
   *
   * @param properties text, or values of the component's type
   * @throws InvalidSettingException for an unknown key, naming the nearest known one, and for a
   *     value that does not fit
   */
  public static DebrosSettings of(Map<String, ?> properties) {
    properties.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .forEach(DebrosSettings::known);
    SettingReader reader = new SettingReader(properties);
    return new DebrosSettings(
        reader.read(DIRECTORY, Path.of("data", "debros"), Path::of),
        reader.read(APP_NAME, "debros-app", text -> text),
        reader.read(NAMESPACE, "", text -> text),
        reader.choice(STORE_TYPE, StoreType.ROCKSDB),
        reader.choice(DURABILITY, Durability.INTERVAL),
        reader.flag(INDEX_AUTO, true),
        reader.choice(ON_INVALID, OnInvalid.FAIL),
        reader.choice(ACCESS_TYPE, AccessType.IPFS),
        reader.list(WRITERS),
        reader.choice(NUMERIC_IDS, NumericIds.BLOCKS),
        reader.secret(PASSPHRASE),
        reader.choice(ENCRYPTION, EntityEncryption.NONE),
        reader.find(KEY_FILE, Path::of),
        reader.secret(KEY_FILE_PASSPHRASE),
        NetworkKeys.read(reader),
        resolvers(reader),
        reader.objects(LISTENERS, NodeListener.class),
        beans(properties.get(BEANS)));
  }

  /** All keys that {@link #of} knows, in alphabetical order. */
  public static Set<String> keys() {
    return new TreeSet<>(KEYS);
  }

  private static void known(String key) {
    if (!KEYS.contains(key)) {
      String nearest = NearestName.of(key, KEYS);
      throw new InvalidSettingException(
          problem("Unknown setting")
              .at("key", key)
              .advice(
                  nearest == null
                      ? "Use one of " + keys()
                      : "Use " + nearest + ", the nearest known one, or remove it"));
    }
  }

  private static List<ConflictResolver<?>> resolvers(SettingReader reader) {
    List<ConflictResolver<?>> resolvers = new ArrayList<>();
    reader.objects(RESOLVERS, ConflictResolver.class).forEach(resolvers::add);
    return resolvers;
  }

  @SuppressWarnings(
      "unchecked") // the types of a function cannot be checked; a wrong one fails at use
  private static @Nullable Function<Class<?>, Object> beans(@Nullable Object value) {
    if (value != null && !(value instanceof Function<?, ?>)) {
      throw SettingReader.refused(
          BEANS, value.getClass().getName(), "Pass a java.util.function.Function");
    }
    return (Function<Class<?>, Object>) value;
  }

  /**
   * A text that is never shown.
   *
   * @param text the secret
   */
  public record Secret(String text) {
    /** Not the text. */
    @Override
    public String toString() {
      return "(hidden)";
    }
  }

  /** What keeps the bytes. */
  public enum StoreType {
    /** RocksDB in the directory. */
    ROCKSDB,
    /** Lost when the factory closes; for tests. */
    MEMORY
  }

  /** What a returned commit has survived. */
  public enum Durability {
    /** Survives a killed process; a power cut loses at most the last 200 ms. */
    INTERVAL,
    /** Survives a power cut. */
    COMMIT
  }

  /** Whether entities are encrypted that do not say it themselves. */
  public enum EntityEncryption {
    /** No. */
    NONE,
    /** Each under a key of its own. */
    MODEL,
    /** User-scoped ones under a key of each owner, global ones under a key of their own. */
    OWNER
  }

  /** What happens to a row that its entity cannot read. */
  public enum OnInvalid {
    /** The read fails and names entity, database, id and key. */
    FAIL
  }

  /** Whether the list of writers of a database can change. */
  public enum AccessType {
    /** Never. */
    IPFS,
    /** Those that the settings name may write, and grant and revoke the right to write. */
    ORBITDB
  }

  /** Where generated integer ids come from. */
  public enum NumericIds {
    /** 1, 2, 3 … from blocks that nodes claim in a replicated database. */
    BLOCKS,
    /** 63-bit values that grow with time and need no meeting of nodes; {@code Long} only. */
    TIME_ORDERED
  }
}
