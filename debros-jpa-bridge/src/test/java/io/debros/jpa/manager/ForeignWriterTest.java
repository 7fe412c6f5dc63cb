package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.manager.model.Account;
import io.debros.jpa.manager.model.Article;
import io.debros.jpa.node.NodeView;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.manifest.Address;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that were not written by this version of this unit: plain OrbitDB, older units. */
class ForeignWriterTest {
  @Test
  void document_withoutBookkeeping_isTakenAsAWhole() {
    try (Peers peers = Peers.of(1, Article.class)) {
      peers.at(0, manager -> manager.persist(Article.of("1", "title")));
      peers.at(0, manager -> manager.find(Article.class, "1").likes = 3);

      write(
          peers.get(0),
          "global-article",
          "1",
          present ->
              CborMap.builder()
                  .put("_id", "1")
                  .put("title", "from JavaScript")
                  .put("likes", 10)
                  .put("tags", new CborList(List.of(new CborText("red"))))
                  .build());

      peers.at(0, manager -> manager.find(Article.class, "1").likes++);
      Article article = peers.read(0, manager -> manager.find(Article.class, "1"));
      assertThat(article.title).isEqualTo("from JavaScript");
      assertThat(article.text).isNull();
      assertThat(article.likes).isEqualTo(11);
      assertThat(article.tags).containsExactly("red");
    }
  }

  @Test
  void document_copiedAndChanged_keepsWhatItKnewOf() {
    try (Peers peers = Peers.of(1, Account.class)) {
      peers.at(0, manager -> manager.persist(Account.of("1", "ada")));
      peers.at(
          0,
          manager -> {
            manager.find(Account.class, "1").name = "eve";
            manager.find(Account.class, "1").visits = 4;
          });

      write(
          peers.get(0),
          "global-account",
          "1",
          present -> present.toBuilder().put("city", "Oslo").put("unknown", 7).build());

      peers.at(0, manager -> manager.find(Account.class, "1").name = "mia");
      Account account = peers.read(0, manager -> manager.find(Account.class, "1"));
      assertThat(account.city).isEqualTo("Oslo");
      assertThat(account.name).isEqualTo("mia");
      assertThat(account.visits).isEqualTo(4);
      assertThat(account.version).isEqualTo(3);
      assertThat(peers.told(0)).isEmpty();
      assertThat(stored(peers.get(0), "global-account", "1").find("unknown"))
          .isEqualTo(new CborInt(7));
    }
  }

  @Test
  void stored_counterAndSet_areDataThatJavaScriptReads() {
    try (Peers peers = Peers.of(1, Article.class)) {
      peers.at(
          0,
          manager -> {
            Article article = Article.of("1", "title");
            article.likes = 3;
            article.tags.add("red");
            manager.persist(article);
          });
      peers.at(
          0,
          manager -> {
            manager.find(Article.class, "1").likes--;
            manager.find(Article.class, "1").tags.clear();
          });

      CborMap document = stored(peers.get(0), "global-article", "1");

      String identity = peers.get(0).unwrap(NodeView.class).identity();
      CborList once = CborList.of(new CborInt(1), new CborInt(1));
      assertThat(document.find("likes"))
          .isEqualTo(
              CborMap.builder().put(identity, CborList.of(new CborInt(3), new CborInt(1))).build());
      assertThat(document.find("tags"))
          .isEqualTo(
              CborList.of(
                  CborList.of(new CborText("red"), CborMap.builder().put(identity, once).build())));
    }
  }

  /** The article of a version that did not merge. */
  @Entity(name = "Article")
  @Model(merge = Merge.DOCUMENT)
  static class OldArticle {
    @Id String id;
    String title;
    String text;
    long likes;
    Integer views;
    @ElementCollection Set<String> tags = new HashSet<>();
  }

  @Test
  void unit_thatDidNotMerge_isOpenedWithItsRows(@TempDir Path directory) {
    try (EntityManagerFactory old = TestUnits.onDisk(directory, OldArticle.class)) {
      old.runInTransaction(
          manager -> {
            OldArticle article = new OldArticle();
            article.id = "1";
            article.title = "title";
            article.likes = 5;
            article.tags.add("red");
            manager.persist(article);
          });
      old.runInTransaction(manager -> manager.find(OldArticle.class, "1").likes = 8);
      old.runInTransaction(manager -> manager.find(OldArticle.class, "1").text = "text");
    }

    try (EntityManagerFactory now = TestUnits.onDisk(directory, Article.class)) {
      now.runInTransaction(manager -> manager.find(Article.class, "1").likes++);
    }

    try (EntityManagerFactory again = TestUnits.onDisk(directory, Article.class)) {
      TestUnits.read(
          again,
          manager -> {
            Article article = manager.find(Article.class, "1");
            assertThat(article.likes).isEqualTo(9);
            assertThat(article.text).isEqualTo("text");
            assertThat(article.tags).containsExactly("red");
          });
    }
  }

  /** Writes as a peer that knows nothing of entities, and brings its log back. */
  private static void write(
      EntityManagerFactory factory, String name, String key, UnaryOperator<CborMap> change) {
    try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory())) {
      DocumentDatabase database = open(peer, factory, name);
      database.put(change.apply(database.get(key).value()));
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      peer.exportCar(database.address(), back);
      factory.unwrap(NodeView.class).importCar(new ByteArrayInputStream(back.toByteArray()));
    }
  }

  /** The document as plain OrbitDB shows it. */
  private static CborMap stored(EntityManagerFactory factory, String name, String key) {
    try (DebrosNode peer = DebrosNode.open(NodeSettings.inMemory())) {
      CborValue value = open(peer, factory, name).get(key).value();
      return (CborMap) value;
    }
  }

  private static DocumentDatabase open(DebrosNode peer, EntityManagerFactory factory, String name) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    factory.unwrap(NodeView.class).exportCar(name, file);
    Address address = peer.importCar(new ByteArrayInputStream(file.toByteArray()));
    return peer.openDocuments(address.toString(), DocumentOptions.defaults());
  }
}
