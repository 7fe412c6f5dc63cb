package io.debros.spring.autoconfigure;

import io.debros.jpa.DebrosSettings.AccessType;
import io.debros.jpa.DebrosSettings.Durability;
import io.debros.jpa.DebrosSettings.EntityEncryption;
import io.debros.jpa.DebrosSettings.NumericIds;
import io.debros.jpa.DebrosSettings.OnInvalid;
import io.debros.jpa.DebrosSettings.Secret;
import io.debros.jpa.DebrosSettings.StoreType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The {@code debros.*} settings of an application. Immutable.
 *
 * @param directory Where keys, blocks and indexes lie. Created if absent; one process at a time.
 *     Not used by the memory store.
 * @param appName Names the application in the log. Default is spring.application.name, else
 *     debros-app. In lower case; anything but letters, digits and hyphens becomes a hyphen.
 * @param namespace What every database name starts with, followed by a hyphen. Empty for no prefix.
 * @param store Where bytes are kept.
 * @param index Which indexes are made.
 * @param read How rows are read.
 * @param access Who may write.
 * @param id How ids are made.
 * @param identity Who this node writes as.
 * @param encryption How rows are encrypted.
 * @param openInView Whether a web request keeps one persistence context open until its response is
 *     written, so that lazy associations load in views and JSON.
 */
@ConfigurationProperties("debros")
public record DebrosProperties(
    @DefaultValue("./data/debros") Path directory,
    @Nullable String appName,
    @DefaultValue("") String namespace,
    @DefaultValue Store store,
    @DefaultValue Index index,
    @DefaultValue Read read,
    @DefaultValue Access access,
    @DefaultValue Id id,
    @DefaultValue Identity identity,
    @DefaultValue Encryption encryption,
    @DefaultValue("true") boolean openInView) {

  /**
   * Where bytes are kept.
   *
   * @param type What keeps the bytes: RocksDB in the directory, or memory for tests.
   * @param durability What a returned commit has survived: a killed process (interval; a power cut
   *     loses at most the last 200 ms), or a power cut as well (commit).
   */
  public record Store(
      @DefaultValue("rocksdb") StoreType type, @DefaultValue("interval") Durability durability) {}

  /**
   * Which indexes are made.
   *
   * @param auto Whether the queries that repositories declare get the indexes they need.
   */
  public record Index(@DefaultValue("true") boolean auto) {}

  /**
   * How rows are read.
   *
   * @param onInvalid What happens to a row that its entity cannot read.
   */
  public record Read(@DefaultValue("fail") OnInvalid onInvalid) {}

  /**
   * Who may write.
   *
   * @param type Whether the list of writers of databases created from now on is fixed (ipfs), or
   *     can change by grant and revoke (orbitdb).
   * @param write Identities that may write databases created from now on, and change who else may
   *     if the type is orbitdb, or * for everybody. Empty for this node's identity only.
   */
  public record Access(@DefaultValue("ipfs") AccessType type, @DefaultValue List<String> write) {
    public Access {
      write = List.copyOf(write);
    }
  }

  /**
   * How ids are made.
   *
   * @param numeric Where generated integer ids come from.
   */
  public record Id(@DefaultValue("blocks") NumericIds numeric) {}

  /**
   * Who this node writes as.
   *
   * @param passphrase What protects the private keys in the directory. Never shown. Keys that are
   *     not protected yet are from then on. Not used by the memory store.
   */
  public record Identity(@Nullable Secret passphrase) {}

  /**
   * How rows are encrypted.
   *
   * @param data Whether entities are encrypted that do not say it themselves: each under a key of
   *     its own (model), or user-scoped ones under a key of each owner (owner).
   * @param keyFile Keys that another node exported, taken in at every start.
   * @param keyFilePassphrase What the file of keys is encrypted under. Never shown.
   */
  public record Encryption(
      @DefaultValue("none") EntityEncryption data,
      @Nullable Path keyFile,
      @Nullable Secret keyFilePassphrase) {}

  /**
   * The properties of the persistence unit.
   *
   * @param application name of the application, if no other is set; null for none
   */
  Map<String, Object> toUnitProperties(@Nullable String application) {
    Map<String, Object> unit = new LinkedHashMap<>();
    unit.put("debros.directory", directory);
    String name = appName != null ? appName : application;
    if (name != null && !name.isBlank()) {
      unit.put("debros.app-name", name);
    }
    unit.put("debros.namespace", namespace);
    unit.put("debros.store.type", store.type());
    unit.put("debros.store.durability", store.durability());
    unit.put("debros.index.auto", index.auto());
    unit.put("debros.read.on-invalid", read.onInvalid());
    unit.put("debros.access.type", access.type());
    unit.put("debros.access.write", access.write());
    unit.put("debros.id.numeric", id.numeric());
    unit.put("debros.encryption.data", encryption.data());
    putIfGiven(unit, "debros.identity.passphrase", identity.passphrase());
    putIfGiven(unit, "debros.encryption.key-file", encryption.keyFile());
    putIfGiven(unit, "debros.encryption.key-file-passphrase", encryption.keyFilePassphrase());
    return unit;
  }

  private static void putIfGiven(Map<String, Object> unit, String key, @Nullable Object value) {
    if (value != null) {
      unit.put(key, value);
    }
  }
}
