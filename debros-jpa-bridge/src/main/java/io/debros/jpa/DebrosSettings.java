package io.debros.jpa;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.metamodel.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
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
 * @param resolvers {@code debros.conflict-resolvers}: decide conflicts of versions; a {@link
 *     Collection} of {@link ConflictResolver}s, not text; default: none, rows merge by attribute
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
    List<ConflictResolver<?>> resolvers,
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
  private static final String BEANS = "debros.beans";
  private static final Set<String> KEYS =
      Set.of(
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
          BEANS);

  public DebrosSettings {
    appName = appName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    if (appName.isEmpty()) {
      throw refused(APP_NAME, appName, "Give a name of at least one character");
    }
    if (!namespace.matches("[A-Za-z0-9._~-]*")) {
      throw refused(NAMESPACE, namespace, "Use letters, digits and . _ ~ -");
    }
    if ((keyFile == null) != (keyFilePassphrase == null)) {
      String lacking = keyFile == null ? KEY_FILE : KEY_FILE_PASSPHRASE;
      throw refused(lacking, "(absent)", "Give both, a file of keys and its passphrase, or none");
    }
    writers = List.copyOf(writers);
    resolvers = List.copyOf(resolvers);
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
    return new DebrosSettings(
        read(properties, DIRECTORY, Path.of("data", "debros"), Path::of),
        read(properties, APP_NAME, "debros-app", text -> text),
        read(properties, NAMESPACE, "", text -> text),
        choice(properties, STORE_TYPE, StoreType.ROCKSDB),
        choice(properties, DURABILITY, Durability.INTERVAL),
        read(properties, INDEX_AUTO, Boolean.TRUE, DebrosSettings::parseBoolean),
        choice(properties, ON_INVALID, OnInvalid.FAIL),
        choice(properties, ACCESS_TYPE, AccessType.IPFS),
        read(properties, WRITERS, List.of(), DebrosSettings::parseList),
        choice(properties, NUMERIC_IDS, NumericIds.BLOCKS),
        secret(properties, PASSPHRASE),
        choice(properties, ENCRYPTION, EntityEncryption.NONE),
        properties.get(KEY_FILE) == null ? null : read(properties, KEY_FILE, Path.of(""), Path::of),
        secret(properties, KEY_FILE_PASSPHRASE),
        resolvers(properties.get(RESOLVERS)),
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

  private static <T> T read(
      Map<String, ?> properties, String key, T absent, Function<String, T> parse) {
    Object value = properties.get(key);
    if (value == null) {
      return absent;
    }
    String text = value instanceof List<?> list ? joined(list) : value.toString().strip();
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException unfit) {
      throw refused(key, text, String.valueOf(unfit.getMessage()));
    }
  }

  /** Taken as it is: blanks at the ends may be meant. */
  private static @Nullable Secret secret(Map<String, ?> properties, String key) {
    Object value = properties.get(key);
    if (value == null) {
      return null;
    }
    Secret secret = value instanceof Secret given ? given : new Secret(value.toString());
    if (secret.text().isBlank()) {
      throw refused(key, "(blank)", "Give a passphrase, or remove the setting");
    }
    return secret;
  }

  private static List<ConflictResolver<?>> resolvers(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<ConflictResolver<?>> resolvers = new ArrayList<>();
    for (Object each : value instanceof Collection<?> many ? many : List.of(value)) {
      if (!(each instanceof ConflictResolver<?> resolver)) {
        throw refused(RESOLVERS, each.getClass().getName(), "Pass a collection of resolvers");
      }
      resolvers.add(resolver);
    }
    return resolvers;
  }

  @SuppressWarnings(
      "unchecked") // the types of a function cannot be checked; a wrong one fails at use
  private static @Nullable Function<Class<?>, Object> beans(@Nullable Object value) {
    if (value != null && !(value instanceof Function<?, ?>)) {
      throw refused(BEANS, value.getClass().getName(), "Pass a java.util.function.Function");
    }
    return (Function<Class<?>, Object>) value;
  }

  private static String joined(List<?> list) {
    return String.join(",", list.stream().map(String::valueOf).toList());
  }

  /** Constants are written in lower case with hyphens; case does not matter. */
  private static <E extends Enum<E>> E choice(Map<String, ?> properties, String key, E absent) {
    Class<E> type = absent.getDeclaringClass();
    return read(
        properties,
        key,
        absent,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(spelling(text)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(choices(type))));
  }

  private static String spelling(Object value) {
    return value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String choices(Class<? extends Enum<?>> type) {
    return "Use one of "
        + String.join(
            ", ", Arrays.stream(type.getEnumConstants()).map(DebrosSettings::spelling).toList());
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("Use true or false");
    };
  }

  private static List<String> parseList(String text) {
    Set<String> parts = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return List.copyOf(parts);
  }

  private static IllegalArgumentException refused(
      String key, @Nullable String value, String advice) {
    return new InvalidSettingException(
        problem("Setting does not fit").at("key", key).at("value", value).advice(advice));
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
