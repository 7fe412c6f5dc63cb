package io.debros.jpa.manager;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.manager.model.Account;
import io.debros.jpa.manager.model.Article;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.RollbackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever nodes write, and in whatever order they exchange it, all show the same rows. */
class EntityMergePropertyTest {
  private static final int TRIES = 12;

  @Test
  void rows_anyWritesAndExchanges_areTheSameEverywhere() {
    check(TRIES, random -> converge(random, true));
  }

  @Test
  void counters_withoutRemoves_areTheSumOfAllIncrements() {
    check(TRIES, random -> converge(random, false));
  }

  private static void converge(RandomGenerator random, boolean removes) {
    try (Peers peers = Peers.of(3, Article.class, Account.class)) {
      Map<String, Long> counted = new HashMap<>();
      if (!removes) {
        peers.at(
            0,
            manager -> {
              for (int number = 0; number < 3; number++) {
                manager.persist(Article.of("r" + number, "first"));
                manager.persist(Account.of("r" + number, "first"));
              }
            });
        peers.meet();
      }
      for (int step = 0; step < 30; step++) {
        int peer = random.nextInt(peers.count());
        int at = step;
        switch (random.nextInt(4)) {
          case 0 -> exchange(peers, peer, random);
          case 1 -> write(peers, peer, manager -> account(manager, random, at, removes));
          default -> write(peers, peer, manager -> article(manager, random, at, removes, counted));
        }
      }
      peers.meet();

      List<String> rows = peers.read(0, EntityMergePropertyTest::rows);
      peers.everywhere(manager -> assertThat(rows(manager)).isEqualTo(rows));
      if (!removes) {
        peers.everywhere(
            manager ->
                counted.forEach(
                    (id, likes) ->
                        assertThat(manager.find(Article.class, id).likes).isEqualTo(likes)));
      }
      for (int peer = 0; peer < peers.count(); peer++) {
        assertThat(conflicts(peers, peer)).doesNotHaveDuplicates();
      }
    }
  }

  /** A row stays as long as another one waits for an id beside it. */
  private static void write(Peers peers, int peer, Consumer<EntityManager> work) {
    try {
      peers.at(peer, work);
    } catch (RollbackException refused) {
      assertThat(refused).hasMessageContaining("Row cannot be removed while another one");
    }
  }

  private static void exchange(Peers peers, int from, RandomGenerator random) {
    int to = random.nextInt(peers.count());
    if (to != from) {
      peers.send(from, to);
    }
  }

  private static void article(
      EntityManager manager,
      RandomGenerator random,
      int step,
      boolean removes,
      Map<String, Long> counted) {
    String id = "r" + random.nextInt(3);
    Article article = manager.find(Article.class, id);
    if (article == null) {
      manager.persist(Article.of(id, "new" + step));
      return;
    }
    switch (random.nextInt(removes ? 7 : 6)) {
      case 0 -> article.title = "title" + step;
      case 1 -> article.text = "text" + step;
      case 2 -> article.tags.add("tag" + random.nextInt(3));
      case 3 -> article.tags.remove("tag" + random.nextInt(3));
      case 4 -> article.views = (article.views == null ? 0 : article.views) + 1;
      case 5 -> {
        int amount = random.nextInt(-2, 4);
        article.likes += amount;
        counted.merge(id, (long) amount, Long::sum);
      }
      default -> manager.remove(article);
    }
  }

  private static void account(
      EntityManager manager, RandomGenerator random, int step, boolean removes) {
    String id = "r" + random.nextInt(3);
    Account account = manager.find(Account.class, id);
    if (account == null) {
      manager.persist(Account.of(id, "new" + step));
      return;
    }
    switch (random.nextInt(removes ? 4 : 3)) {
      case 0 -> account.name = "name" + step;
      case 1 -> account.city = "city" + step;
      case 2 -> account.visits++;
      default -> manager.remove(account);
    }
  }

  /** All rows, as queries find them. */
  private static List<String> rows(EntityManager manager) {
    QueryRunner queries = manager.unwrap(QueryRunner.class);
    Set<String> rows = new TreeSet<>();
    for (Object row : queries.list(Query.of(Article.class))) {
      Article article = (Article) row;
      rows.add(
          String.join(
              " ",
              "article",
              article.id,
              article.title,
              article.text,
              String.valueOf(article.likes),
              String.valueOf(article.views),
              new TreeSet<>(article.tags).toString()));
    }
    for (Object row : queries.list(Query.of(Account.class))) {
      Account account = (Account) row;
      rows.add(
          String.join(
              " ",
              "account",
              account.id,
              String.valueOf(account.version),
              account.name,
              account.city,
              String.valueOf(account.visits)));
    }
    assertThat(queries.count(Query.of(Article.class)) + queries.count(Query.of(Account.class)))
        .isEqualTo(rows.size());
    return new ArrayList<>(rows);
  }

  /** What a node was told, each by all that it says. */
  private static List<Set<Object>> conflicts(Peers peers, int peer) {
    List<Set<Object>> told = new ArrayList<>();
    peers
        .told(peer)
        .forEach(
            conflict -> {
              Account later = (Account) conflict.later();
              told.add(
                  new HashSet<>(
                      List.of(
                          conflict.id(),
                          "name " + later.name,
                          "city " + later.city,
                          "version " + conflict.laterVersion())));
            });
    return told;
  }
}
