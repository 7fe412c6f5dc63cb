package io.debros.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.spring.repository.support.SimpleDebrosRepository;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a native image is told. */
class DebrosRuntimeHintsTest {
  @Test
  void hints_registered_coverReflectionAndNativeLibraries() {
    RuntimeHints hints = new RuntimeHints();

    SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
        .load(RuntimeHintsRegistrar.class)
        .stream()
        .filter(DebrosRuntimeHints.class::isInstance)
        .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));

    assertThat(RuntimeHintsPredicates.reflection().onType(SimpleDebrosRepository.class))
        .accepts(hints);
    assertThat(RuntimeHintsPredicates.reflection().onType(DebrosPersistenceProvider.class))
        .accepts(hints);
    assertThat(RuntimeHintsPredicates.resource().forResource("librocksdbjni-linux64.so"))
        .accepts(hints);
  }
}
