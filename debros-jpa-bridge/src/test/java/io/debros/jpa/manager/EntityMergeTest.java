package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.manager.model.Article;
import io.debros.jpa.manager.model.Plain;
import io.debros.jpa.merge.Counters;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.TransactionRequiredException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that several nodes write at once. */
class EntityMergeTest {
  private final Peers peers = Peers.of(3, Article.class, Plain.class);

  @BeforeEach
  void share() {
    peers.at(
        0,
        manager -> {
          Article article = Article.of("1", "title");
          article.text = "text";
          article.tags.addAll(Set.of("red", "green"));
          manager.persist(article);
          Plain plain = new Plain();
          plain.id = "1";
          plain.title = "title";
          plain.text = "text";
          manager.persist(plain);
        });
    peers.meet();
  }

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void update_differentAttributesAtOnce_keepsBoth() {
    peers.at(0, manager -> article(manager).title = "A");
    peers.at(1, manager -> article(manager).text = "B");

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(article(manager).title).isEqualTo("A");
          assertThat(article(manager).text).isEqualTo("B");
          assertThat(count(manager, "title", "A")).isOne();
        });
  }

  @Test
  void update_documentsThatDoNotMerge_keepsTheLast() {
    peers.at(0, manager -> manager.find(Plain.class, "1").title = "A");
    peers.at(1, manager -> manager.find(Plain.class, "1").text = "B");

    peers.meet();

    peers.everywhere(
        manager -> {
          Plain plain = manager.find(Plain.class, "1");
          assertThat(List.of(plain.title, plain.text))
              .isIn(List.of("A", "text"), List.of("title", "B"));
        });
  }

  @Test
  void like_atEveryNodeAtOnce_addsUp() {
    for (int peer = 0; peer < peers.count(); peer++) {
      peers.at(peer, manager -> article(manager).likes++);
    }

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(article(manager).likes).isEqualTo(3);
          assertThat(likedAtLeast(manager, 3)).containsExactly("1");
          assertThat(likedAtLeast(manager, 4)).isEmpty();
        });
  }

  @Test
  void like_severalFlushesAndRounds_addsUp() {
    for (int round = 0; round < 2; round++) {
      for (int peer = 0; peer < peers.count(); peer++) {
        peers.at(
            peer,
            manager -> {
              article(manager).likes += 2;
              manager.flush();
              article(manager).likes--;
              manager.flush();
              manager.clear();
              article(manager).likes++;
            });
      }
      peers.meet();
    }

    peers.everywhere(manager -> assertThat(article(manager).likes).isEqualTo(12));
  }

  @Test
  void like_twoTransactionsOfOneNode_addsUp() {
    try (EntityManager one = peers.get(0).createEntityManager();
        EntityManager two = peers.get(0).createEntityManager()) {
      one.getTransaction().begin();
      two.getTransaction().begin();
      article(one).likes++;
      article(two).likes += 5;
      one.getTransaction().commit();
      two.getTransaction().commit();
    }

    assertThat(peers.<Long>read(0, manager -> article(manager).likes)).isEqualTo(6);
  }

  @Test
  void like_mergedDetachedInstance_addsWhatItCounted() {
    Article detached = peers.read(0, EntityMergeTest::article);
    peers.at(0, manager -> article(manager).likes += 10);
    detached.likes++;
    detached.tags.add("blue");
    detached.title = "new";

    peers.at(0, manager -> manager.merge(detached));
    peers.at(0, manager -> manager.merge(detached));

    peers.read(
        0,
        manager -> {
          assertThat(article(manager).likes).isEqualTo(11);
          assertThat(article(manager).tags).containsExactlyInAnyOrder("red", "green", "blue");
          return assertThat(article(manager).title).isEqualTo("new");
        });
  }

  @Test
  void like_mergeRolledBack_canBeMergedAgain() {
    Article detached = peers.read(0, EntityMergeTest::article);
    detached.likes++;
    try (EntityManager manager = peers.get(0).createEntityManager()) {
      manager.getTransaction().begin();
      manager.merge(detached);
      manager.flush();
      manager.getTransaction().rollback();
    }

    peers.at(0, manager -> manager.merge(detached));

    assertThat(peers.<Long>read(0, manager -> article(manager).likes)).isOne();
  }

  @Test
  void like_instanceFromOutside_setsTheCounter() {
    peers.at(0, manager -> article(manager).likes = 7);
    Article given = Article.of("1", "title");
    given.likes = 9;

    peers.at(0, manager -> manager.merge(given));

    assertThat(peers.<Long>read(0, manager -> article(manager).likes)).isEqualTo(9);
  }

  @Test
  void counters_addThroughTheEntityManager_addsUp() {
    peers.at(
        0,
        manager -> {
          manager.unwrap(Counters.class).add(Article.class, "1", "likes", 2);
          manager.unwrap(Counters.class).add(Article.class, "1", "views", 3);
          manager.unwrap(Counters.class).add(Article.class, "1", "likes", -1);
        });
    peers.at(1, manager -> manager.unwrap(Counters.class).add(Article.class, "1", "views", 1));

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(article(manager).likes).isOne();
          assertThat(article(manager).views).isEqualTo(4);
        });
  }

  @Test
  void counters_whatCannotBeCounted_isRefused() {
    peers.at(
        0,
        manager -> {
          Counters counters = manager.unwrap(Counters.class);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> counters.add(Article.class, "1", "title", 1))
              .withMessageContaining("Attribute is no counter {entity=Article, attribute=title}");
          assertThatExceptionOfType(EntityNotFoundException.class)
              .isThrownBy(() -> counters.add(Article.class, "2", "likes", 1))
              .withMessageContaining("Row to be counted does not exist");
          manager.getTransaction().setRollbackOnly();
          manager.getTransaction().rollback();
          assertThatExceptionOfType(TransactionRequiredException.class)
              .isThrownBy(() -> counters.add(Article.class, "1", "likes", 1));
          manager.getTransaction().begin();
        });
  }

  @Test
  void tags_addedAndRemovedAtOnce_mergeByElement() {
    peers.at(0, manager -> article(manager).tags.remove("red"));
    peers.at(1, manager -> article(manager).tags.add("blue"));
    peers.at(
        2,
        manager -> {
          article(manager).tags.remove("green");
          manager.flush();
          article(manager).tags.add("green");
        });

    peers.meet();

    peers.everywhere(
        manager -> assertThat(article(manager).tags).containsExactlyInAnyOrder("green", "blue"));
  }

  @Test
  void remove_beforeAConcurrentWrite_isUndoneByIt() {
    peers.at(0, manager -> manager.remove(article(manager)));
    peers.at(1, manager -> article(manager).title = "B");
    peers.at(1, manager -> article(manager).likes++);

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(article(manager).title).isEqualTo("B");
          assertThat(article(manager).text).isEqualTo("text");
          assertThat(article(manager).likes).isOne();
        });
  }

  @Test
  void remove_afterAConcurrentWrite_wins() {
    peers.at(1, manager -> article(manager).title = "B");
    peers.at(0, manager -> article(manager).title = "A");
    peers.at(0, manager -> manager.remove(article(manager)));

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(manager.find(Article.class, "1")).isNull();
          assertThat(count(manager, "title", "B")).isZero();
        });
  }

  @Test
  void removeAndPersist_inOneTransaction_startsTheCounterAnew() {
    peers.at(0, manager -> article(manager).likes = 5);
    peers.at(
        0,
        manager -> {
          manager.remove(article(manager));
          manager.flush();
          Article again = Article.of("1", "again");
          again.likes = 2;
          again.tags.add("red");
          manager.persist(again);
        });

    peers.meet();

    peers.everywhere(
        manager -> {
          assertThat(article(manager).likes).isEqualTo(2);
          assertThat(article(manager).tags).containsExactly("red");
          assertThat(article(manager).text).isNull();
        });
  }

  private static Article article(EntityManager manager) {
    return manager.find(Article.class, "1");
  }

  private static long count(EntityManager manager, String attribute, Object value) {
    return manager
        .unwrap(QueryRunner.class)
        .count(
            Query.of(Article.class)
                .withWhere(new Comparison(Path.of(attribute), Operator.EQUAL, new Literal(value))));
  }

  private static List<String> likedAtLeast(EntityManager manager, long likes) {
    Query query =
        Query.of(Article.class)
            .withWhere(
                new Comparison(Path.of("likes"), Operator.GREATER_OR_EQUAL, new Literal(likes)))
            .withOrders(List.of(Order.descending(Path.of("likes"))));
    QueryRunner queries = manager.unwrap(QueryRunner.class);
    assertThat(queries.explain(query)).contains("index Article.likes >= " + likes);
    return queries.list(query).stream().map(row -> ((Article) row).id).toList();
  }
}
