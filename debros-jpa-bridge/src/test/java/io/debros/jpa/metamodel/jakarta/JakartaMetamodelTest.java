package io.debros.jpa.metamodel.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.jpa.metamodel.reader.MetamodelReader;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Version;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.Attribute.PersistentAttributeType;
import jakarta.persistence.metamodel.Bindable.BindableType;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.SingularAttribute;
import jakarta.persistence.metamodel.Type.PersistenceType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JakartaMetamodelTest {

  @Embeddable
  record Place(String city, Zone zone) {}

  @Embeddable
  record Zone(int number) {}

  @Entity
  static class Book {
    @Id Long id;
    @Version int version;
    String title;
    Place place;
    @ElementCollection Map<String, Place> places;
    @ElementCollection Collection<String> words;

    @OneToMany(mappedBy = "book")
    Set<Page> pages;
  }

  @Entity
  static class Page {
    @Id String id;

    @ManyToOne(optional = false)
    Book book;

    @OneToOne Page next;
    @ElementCollection List<Integer> marks;
  }

  private final JakartaMetamodel metamodel =
      new JakartaMetamodel(MetamodelReader.read(List.of(Book.class, Page.class)));
  private final EntityType<Book> book = metamodel.entity(Book.class);
  private final EntityType<Page> page = metamodel.entity(Page.class);

  @Test
  void types_areListedAndStable() {
    assertThat(metamodel.getEntities())
        .extracting(EntityType::getName)
        .containsExactly("Book", "Page");
    assertThat(metamodel.getEmbeddables())
        .extracting(type -> (Object) type.getJavaType())
        .containsExactly(Place.class, Zone.class);
    assertThat(metamodel.getManagedTypes()).hasSize(4);
    assertThat(metamodel.entity("Book")).isSameAs(book);
    assertThat(metamodel.managedType(Book.class)).isSameAs(book);
    assertThat(metamodel.managedType(Place.class).getPersistenceType())
        .isEqualTo(PersistenceType.EMBEDDABLE);
    assertThat(book.getBindableType()).isEqualTo(BindableType.ENTITY_TYPE);
  }

  @Test
  void idAndVersion_areFound() {
    assertThat(book.hasSingleIdAttribute()).isTrue();
    assertThat(book.getIdType().getJavaType()).isEqualTo(Long.class);
    assertThat(book.getId(Long.class).isId()).isTrue();
    assertThat(book.getVersion(Integer.class).isVersion()).isTrue();
    assertThat(book.hasVersionAttribute()).isTrue();
    assertThat(page.hasVersionAttribute()).isFalse();
    assertThat(page.getVersion(Integer.class)).isNull();
    assertThat(book.getSupertype()).isNull();
    assertThatThrownBy(() -> book.getId(String.class)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(book::getIdClassAttributes).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void attributes_haveTheirKinds() {
    assertThat(book.getAttributes())
        .extracting(Attribute::getName, Attribute::getPersistentAttributeType)
        .containsExactly(
            tuple("id", PersistentAttributeType.BASIC),
            tuple("version", PersistentAttributeType.BASIC),
            tuple("title", PersistentAttributeType.BASIC),
            tuple("place", PersistentAttributeType.EMBEDDED),
            tuple("places", PersistentAttributeType.ELEMENT_COLLECTION),
            tuple("words", PersistentAttributeType.ELEMENT_COLLECTION),
            tuple("pages", PersistentAttributeType.ONE_TO_MANY));
    assertThat(page.getAttribute("book").getPersistentAttributeType())
        .isEqualTo(PersistentAttributeType.MANY_TO_ONE);
    assertThat(page.getAttribute("next").getPersistentAttributeType())
        .isEqualTo(PersistentAttributeType.ONE_TO_ONE);
    assertThat(book.getSingularAttributes()).hasSize(4);
    assertThat(book.getPluralAttributes()).hasSize(3);
    assertThat(book.getAttribute("pages").isCollection()).isTrue();
    assertThat(book.getAttribute("pages").isAssociation()).isTrue();
    assertThat(book.getAttribute("title").getJavaMember().getName()).isEqualTo("title");
    assertThat(book.getAttribute("title").getDeclaringType()).isSameAs(book);
  }

  @Test
  void optional_followsTheAttribute() {
    assertThat(((SingularAttribute<?, ?>) page.getAttribute("book")).isOptional()).isFalse();
    assertThat(page.getSingularAttribute("next").isOptional()).isTrue();
    assertThat(book.getSingularAttribute("version").isOptional()).isFalse();
    assertThat(page.getSingularAttribute("book", Book.class).getType()).isSameAs(book);
  }

  @Test
  void plural_attributesHaveElementTypes() {
    assertThat(book.getSet("pages", Page.class).getElementType()).isSameAs(page);
    assertThat(page.getList("marks", Integer.class).getBindableJavaType()).isEqualTo(Integer.class);
    assertThat(book.getCollection("words").getElementType().getJavaType()).isEqualTo(String.class);
    assertThat(book.getMap("places", String.class, Place.class).getKeyJavaType())
        .isEqualTo(String.class);
    assertThat(book.getMap("places").getElementType()).isSameAs(metamodel.embeddable(Place.class));
  }

  @Test
  void unknown_isRefusedWithTheNearest() {
    assertThatThrownBy(() -> book.getAttribute("titel"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown attribute {type=Book, attribute=titel, kind=Attribute}. Use title, the nearest known one.");
    assertThatThrownBy(() -> book.getList("pages"))
        .hasMessageStartingWith("Attribute is of another kind");
    assertThatThrownBy(() -> book.getSingularAttribute("title", Long.class))
        .hasMessageStartingWith("Attribute has another type");
    assertThatThrownBy(() -> metamodel.managedType(String.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> metamodel.embeddable(Book.class))
        .hasMessageStartingWith("Class is not an embeddable of this persistence unit");
  }
}
