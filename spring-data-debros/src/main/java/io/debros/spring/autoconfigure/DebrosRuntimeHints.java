package io.debros.spring.autoconfigure;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.spring.repository.support.SimpleDebrosRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image needs of us: the repository implementation, the provider, and the native
 * libraries of RocksDB and secp256k1. Lazy to-one proxies are made at run time and do not work
 * there.
 */
class DebrosRuntimeHints implements RuntimeHintsRegistrar {
  private static final List<String> NATIVE_LIBRARIES =
      List.of("librocksdbjni*", "fr/acinq/secp256k1/jni/native/**");

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints
        .reflection()
        .registerType(
            SimpleDebrosRepository.class,
            MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
            MemberCategory.INVOKE_PUBLIC_METHODS)
        .registerType(DebrosPersistenceProvider.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    hints
        .resources()
        .registerPattern("META-INF/services/jakarta.persistence.spi.PersistenceProvider");
    NATIVE_LIBRARIES.forEach(hints.resources()::registerPattern);
    for (String type : List.of("org.rocksdb.RocksDBException", "org.rocksdb.Status")) {
      hints
          .jni()
          .registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
  }
}
