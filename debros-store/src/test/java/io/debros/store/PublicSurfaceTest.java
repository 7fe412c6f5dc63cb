package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.testing.PublicSurface;
import org.junit.jupiter.api.Test;

/** What a user can call never shows what a user should not know. */
class PublicSurfaceTest {
  @Test
  void publicSignatures_showNoInternalType() {
    assertThat(PublicSurface.internalTypesShown("io.debros.store")).isEmpty();
  }
}
