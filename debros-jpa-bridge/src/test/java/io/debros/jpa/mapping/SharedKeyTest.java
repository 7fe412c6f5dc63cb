package io.debros.jpa.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code String authorId; @ManyToOne User author} is one reference, seen twice. */
class SharedKeyTest {
  @Entity
  static class User {
    @Id String id;

    static User of(String id) {
      User user = new User();
      user.id = id;
      return user;
    }
  }

  @Entity
  static class Post {
    @Id String id = "p";
    String authorId;
    @ManyToOne User author;
  }

  @Entity
  static class View {
    @Id String id = "v";
    String authorId;

    @ManyToOne
    @JoinColumn(name = "authorId", insertable = false, updatable = false)
    User author;
  }

  @Entity
  static class Misfit {
    @Id String id;
    Long authorId;
    @ManyToOne User author;
  }

  private final Metamodel metamodel =
      MetamodelReader.read(List.of(User.class, Post.class, View.class));
  private final EntityModel posts = metamodel.entity(Post.class);
  private final DocumentMapper mapper = new DocumentMapper(metamodel);

  @Test
  void dehydrate_eitherAttribute_givesTheKey() {
    Post byId = new Post();
    byId.authorId = "ada";
    Post byAssociation = new Post();
    byAssociation.author = User.of("ada");

    assertThat(mapper.dehydrate(posts, byId)).containsEntry("authorId", "ada");
    assertThat(mapper.dehydrate(posts, byAssociation)).containsEntry("authorId", "ada");
  }

  @Test
  void dehydrate_attributesDisagree_isRefused() {
    Post post = new Post();
    post.authorId = "ada";
    post.author = User.of("grace");

    assertThatThrownBy(() -> mapper.dehydrate(posts, post))
        .isInstanceOf(PersistenceException.class)
        .hasMessage(
            "Association and id attribute of one key disagree {entity=Post, id=p, key=authorId}."
                + " Set both to the same target, or make one of them insertable = false, updatable"
                + " = false.");
  }

  @Test
  void dehydrate_associationIsReadOnly_theOtherDecides() {
    View view = new View();
    view.authorId = "ada";
    view.author = User.of("grace");

    assertThat(mapper.dehydrate(metamodel.entity(View.class), view))
        .containsEntry("authorId", "ada");
  }

  @Test
  void hydrate_setsBoth() {
    Post post = new Post();
    Document document = Document.of("p", Map.of("id", "p", "authorId", "ada"));

    mapper.hydrate(posts, post, document, new FakeResolver());

    assertThat(post.authorId).isEqualTo("ada");
    assertThat(post.author.id).isEqualTo("ada");
  }

  @Test
  void read_otherIdType_isRefused() {
    assertThatThrownBy(() -> MetamodelReader.read(List.of(User.class, Misfit.class)))
        .hasMessageContaining(
            "Attribute shares a key with an association of another id type {entity=Misfit,"
                + " attribute=author, shared=authorId of java.lang.Long}. Give it the type of the"
                + " target's id, java.lang.String, or another column name.");
  }
}
