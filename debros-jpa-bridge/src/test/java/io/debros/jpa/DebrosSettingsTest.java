package io.debros.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.DebrosSettings.AccessType;
import io.debros.jpa.DebrosSettings.Durability;
import io.debros.jpa.DebrosSettings.EntityEncryption;
import io.debros.jpa.DebrosSettings.NumericIds;
import io.debros.jpa.DebrosSettings.OnInvalid;
import io.debros.jpa.DebrosSettings.StoreType;
import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.network.NodeListener;
import io.debros.store.NetworkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebrosSettingsTest {
  @Test
  void of_nothing_givesDefaults() {
    DebrosSettings settings = DebrosSettings.of(Map.of());

    assertThat(settings)
        .isEqualTo(
            new DebrosSettings(
                Path.of("data", "debros"),
                "debros-app",
                "",
                StoreType.ROCKSDB,
                Durability.INTERVAL,
                true,
                OnInvalid.FAIL,
                AccessType.IPFS,
                List.of(),
                NumericIds.BLOCKS,
                null,
                EntityEncryption.NONE,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null));
  }

  @Test
  void of_everyKey_readsEachValue() {
    Function<Class<?>, Object> beans = type -> "bean";
    ConflictResolver<String> resolver = new KeepEarlier();
    NodeListener listener = new NodeListener() {};

    DebrosSettings settings =
        DebrosSettings.of(
            Map.ofEntries(
                Map.entry("debros.directory", "/data/here"),
                Map.entry("debros.app-name", "My App_1"),
                Map.entry("debros.namespace", "test"),
                Map.entry("debros.store.type", "memory"),
                Map.entry("debros.store.durability", "COMMIT"),
                Map.entry("debros.index.auto", "false"),
                Map.entry("debros.read.on-invalid", "fail"),
                Map.entry("debros.access.type", "orbitdb"),
                Map.entry("debros.access.write", " b, a ,b,"),
                Map.entry("debros.id.numeric", "time-ordered"),
                Map.entry("debros.network.enabled", "true"),
                Map.entry("debros.conflict-resolvers", List.of(resolver)),
                Map.entry("debros.listeners", listener),
                Map.entry("debros.identity.passphrase", " open sesame "),
                Map.entry("debros.encryption.data", "owner"),
                Map.entry("debros.encryption.key-file", "/keys/file"),
                Map.entry("debros.encryption.key-file-passphrase", "and close"),
                Map.entry("debros.beans", beans)));

    assertThat(settings)
        .isEqualTo(
            new DebrosSettings(
                Path.of("/data/here"),
                "my-app-1",
                "test",
                StoreType.MEMORY,
                Durability.COMMIT,
                false,
                OnInvalid.FAIL,
                AccessType.ORBITDB,
                List.of("b", "a"),
                NumericIds.TIME_ORDERED,
                new DebrosSettings.Secret(" open sesame "),
                EntityEncryption.OWNER,
                Path.of("/keys/file"),
                new DebrosSettings.Secret("and close"),
                NetworkSettings.defaults(),
                List.of(resolver),
                List.of(listener),
                beans));
    assertThat(settings.toString()).doesNotContain("sesame", "and close");
  }

  @ParameterizedTest
  @CsvSource({
    "debros.encryption.key-file, debros.encryption.key-file-passphrase",
    "debros.encryption.key-file-passphrase, debros.encryption.key-file"
  })
  void of_keyFileOrItsPassphraseAlone_namesTheOther(String given, String lacking) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosSettings.of(Map.of(given, "keys")))
        .withMessageContaining("Setting does not fit {key=" + lacking + ", value=(absent)}");
  }

  @Test
  void of_typedValues_readsThem() {
    DebrosSettings settings =
        DebrosSettings.of(
            Map.of(
                "debros.directory",
                Path.of("x"),
                "debros.store.type",
                StoreType.MEMORY,
                "debros.index.auto",
                false,
                "debros.access.write",
                List.of("*")));

    assertThat(settings.directory()).isEqualTo(Path.of("x"));
    assertThat(settings.storeType()).isEqualTo(StoreType.MEMORY);
    assertThat(settings.autoIndex()).isFalse();
    assertThat(settings.writers()).containsExactly("*");
  }

  @Test
  void of_foreignKeys_ignoresThem() {
    assertThat(DebrosSettings.of(Map.of("hibernate.show_sql", "true", "other", 1)))
        .isEqualTo(DebrosSettings.of(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "debros.directry, debros.directory",
    "debros.store.typ, debros.store.type",
    "debros.appname, debros.app-name"
  })
  void of_unknownKey_namesTheNearest(String key, String nearest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosSettings.of(Map.of(key, "x")))
        .withMessageContaining("Unknown setting {key=" + key + "}")
        .withMessageContaining("Use " + nearest + ", the nearest known one");
  }

  @ParameterizedTest
  @CsvSource({
    "debros.store.type, disk, 'Use one of rocksdb, memory'",
    "debros.store.durability, never, 'Use one of interval, commit'",
    "debros.read.on-invalid, skip, 'Use one of fail'",
    "debros.index.auto, yes, 'Use true or false'",
    "debros.id.numeric, random, 'Use one of blocks, time-ordered'",
    "debros.namespace, 'a/b', 'Use letters, digits'",
    "debros.app-name, '', 'at least one character'",
    "debros.beans, text, 'Pass a java.util.function.Function'",
    "debros.conflict-resolvers, text, 'Pass a collection of ConflictResolvers'",
    "debros.listeners, text, 'Pass a collection of NodeListeners'"
  })
  void of_valueThatDoesNotFit_saysWhatFits(String key, String value, String advice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosSettings.of(Map.of(key, value)))
        .withMessageContaining("Setting does not fit {key=" + key)
        .withMessageContaining(advice);
  }

  @Test
  void passphrase_blank_isRefused() {
    for (Object blank : List.of("", " ", new DebrosSettings.Secret(""))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DebrosSettings.of(Map.of("debros.identity.passphrase", blank)))
          .withMessageContaining("Give a passphrase, or remove the setting");
    }
  }

  @Test
  void keys_listsEverySetting() {
    assertThat(DebrosSettings.keys())
        .hasSize(DebrosSettings.class.getRecordComponents().length - 1 + NetworkKeys.ALL.size())
        .allMatch(key -> key.startsWith("debros."));
  }

  private static final class KeepEarlier implements ConflictResolver<String> {
    @Override
    public Class<String> entityType() {
      return String.class;
    }

    @Override
    public String resolve(EntityConflict<String> conflict) {
      return conflict.earlier();
    }
  }
}
