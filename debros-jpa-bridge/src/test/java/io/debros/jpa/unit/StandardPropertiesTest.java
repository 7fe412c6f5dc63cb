package io.debros.jpa.unit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardPropertiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jakarta.persistence.provider",
        "jakarta.persistence.validation.mode",
        "jakarta.persistence.validation.group.pre-persist",
        "hibernate.show_sql",
        "eclipselink.logging.level",
        "debros.directory",
        "my.own.key"
      })
  void check_knownOrForeignKey_isAccepted(String key) {
    assertThatCode(() -> StandardProperties.check(Map.of(key, "x"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "jakarta.persistence.jdbc.url, uses no JDBC",
    "jakarta.persistence.nonJtaDataSource, uses no JDBC",
    "jakarta.persistence.lock.timeout, no locks to wait for",
    "jakarta.persistence.validation.mod, 'use jakarta.persistence.validation.mode'",
    "javax.persistence.provider, 'Spell it jakarta.persistence.provider'"
  })
  void check_unsupportedKey_isRefusedWithAdvice(String key, String advice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardProperties.check(Map.of(key, "x")))
        .withMessageContaining("key=" + key)
        .withMessageContaining(advice);
  }

  @Test
  void check_schemaAction_acceptsWhatHappensAnyway() {
    String key = StandardProperties.SCHEMA_ACTION;

    assertThatCode(() -> StandardProperties.check(Map.of(key, "create")))
        .doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardProperties.check(Map.of(key, "drop-and-create")))
        .withMessageContaining("Use none or create");
  }

  @ParameterizedTest
  @CsvSource({
    "jakarta.persistence.fetchgraph, entity graphs",
    "jakarta.persistence.query.timeout, queries are not timed",
    "jakarta.persistence.validation.mode, Remove it"
  })
  void checkHint_unsupportedHint_isRefused(String key, String advice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardProperties.checkHint(key))
        .withMessageContaining("key=" + key)
        .withMessageContaining(advice);
  }

  @Test
  void checkHint_cacheModesAndForeignHints_areAccepted() {
    assertThatCode(
            () -> {
              StandardProperties.checkHint("jakarta.persistence.cache.storeMode");
              StandardProperties.checkHint("org.hibernate.readOnly");
            })
        .doesNotThrowAnyException();
  }
}
