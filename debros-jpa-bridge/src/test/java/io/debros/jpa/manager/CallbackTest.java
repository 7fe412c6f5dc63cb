package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PostRemove;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.RollbackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackTest {
  private final List<String> heard = new ArrayList<>();
  private final EntityManagerFactory factory =
      TestUnits.inMemory(
          Map.of("debros.beans", (Function<Class<?>, Object>) type -> new Listener(heard)),
          Article.class);

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void life_ofAnEntity_callsBackInOrder() {
    Article article = new Article();
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      manager.persist(article);
      heard.add("- persisted");
      manager.flush();
      heard.add("- flushed");
      article.title = "changed";
      manager.getTransaction().commit();
      heard.add("- updated");
      manager.refresh(article);
      heard.add("- refreshed");
      manager.getTransaction().begin();
      manager.remove(article);
      heard.add("- removed");
      manager.getTransaction().commit();
    }

    assertThat(heard)
        .containsExactly(
            "listener PrePersist",
            "PrePersist",
            "- persisted",
            "PostPersist",
            "- flushed",
            "PreUpdate",
            "PostUpdate",
            "- updated",
            "PostLoad",
            "- refreshed",
            "PreRemove",
            "- removed",
            "PostRemove");
  }

  @Test
  void prePersist_generatedId_isThereAlready() {
    Article article = new Article();
    TestUnits.persist(factory, article);

    assertThat(article.idAtPrePersist).isEqualTo(article.id);
  }

  @Test
  void preUpdate_changesTheEntity_isWritten() {
    Article article = new Article();
    TestUnits.persist(factory, article);

    factory.runInTransaction(manager -> manager.find(Article.class, article.id).title = "new");

    TestUnits.read(
        factory,
        manager -> assertThat(manager.find(Article.class, article.id).updates).isEqualTo(1));
  }

  @Test
  void flush_nothingChanged_callsNoPreUpdate() {
    Article article = new Article();
    TestUnits.persist(factory, article);
    heard.clear();

    factory.runInTransaction(manager -> manager.find(Article.class, article.id));

    assertThat(heard).containsExactly("PostLoad");
  }

  @Test
  void prePersist_throws_dooms() {
    Article article = new Article();
    article.title = "fail";
    try (EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();

      assertThatIllegalStateException()
          .isThrownBy(() -> manager.persist(article))
          .withMessage("told to fail");
      assertThat(manager.getTransaction().getRollbackOnly()).isTrue();
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> manager.getTransaction().commit());
    }
  }

  @Entity
  @EntityListeners(Listener.class)
  static class Article {
    private static List<String> heard = new ArrayList<>();

    @Id @GeneratedValue String id;
    String title;
    int updates;
    transient String idAtPrePersist;

    private void hear(String event) {
      heard.add(event);
    }

    @PrePersist
    void prePersist() {
      hear("PrePersist");
      idAtPrePersist = id;
      if ("fail".equals(title)) {
        throw new IllegalStateException("told to fail");
      }
    }

    @PostPersist
    void postPersist() {
      hear("PostPersist");
    }

    @PreUpdate
    void preUpdate() {
      hear("PreUpdate");
      updates++;
    }

    @PostUpdate
    void postUpdate() {
      hear("PostUpdate");
    }

    @PreRemove
    void preRemove() {
      hear("PreRemove");
    }

    @PostRemove
    void postRemove() {
      hear("PostRemove");
    }

    @PostLoad
    void postLoad() {
      hear("PostLoad");
    }
  }

  /** Made by the bean function, so it can reach the test. */
  static class Listener {
    private final List<String> heard;

    Listener(List<String> heard) {
      this.heard = heard;
      Article.heard = heard;
    }

    @PrePersist
    void prePersist(Object entity) {
      heard.add("listener PrePersist");
    }
  }
}
