package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.DebrosPersistenceProvider;
import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about settings, without Spring. */
class StandaloneTest {
  @TempDir private Path directory;

  @Test
  void factory_madeByAProgram_keepsItsSettings() {
    try (EntityManagerFactory factory =
        new PersistenceConfiguration("articles")
            .provider(DebrosPersistenceProvider.class.getName())
            .managedClass(Article.class)
            .property("debros.directory", directory)
            .property("debros.store.durability", "commit")
            .createEntityManagerFactory()) {
      factory.runInTransaction(
          manager -> manager.persist(new Article("Comet seen", "science", 900)));
      assertThat(factory.unwrap(NodeView.class).databases()).containsOnlyKeys("global-article");
    }
  }

  @Test
  void factory_unknownSetting_isRefusedWithTheNearest() {
    PersistenceConfiguration configuration =
        new PersistenceConfiguration("articles")
            .provider(DebrosPersistenceProvider.class.getName())
            .managedClass(Article.class)
            .property("debros.directry", directory);

    assertThatThrownBy(configuration::createEntityManagerFactory)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown setting {key=debros.directry}. Use debros.directory, the nearest known one, or"
                + " remove it.");
  }
}
