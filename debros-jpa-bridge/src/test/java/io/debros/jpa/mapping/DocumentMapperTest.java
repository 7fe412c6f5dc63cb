package io.debros.jpa.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.PersistenceException;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentMapperTest {

  /** Comma-separated text; null is the empty list. */
  static class CommaConverter implements AttributeConverter<List<String>, String> {
    @Override
    public String convertToDatabaseColumn(List<String> items) {
      return items == null ? "" : String.join(",", items);
    }

    @Override
    public List<String> convertToEntityAttribute(String text) {
      if ("!".equals(text)) {
        throw new IllegalStateException("on purpose");
      }
      return text == null || text.isEmpty() ? List.of() : List.of(text.split(","));
    }
  }

  @Embeddable
  record Point(int x, @Column(name = "ypsilon") Integer y) {
    Point {
      if (x < 0) {
        throw new IllegalArgumentException("x is negative");
      }
    }
  }

  @Embeddable
  static class Contact {
    String mail;
    Point position;
    @ManyToOne Person friend;
  }

  @Entity
  static class Person {
    @Id Long id;
    String name;
    int age;
    Integer rank;
    Date born;
    byte[] picture;
    @Embedded Contact contact;
    @ElementCollection List<String> tags = new ArrayList<>();
    @ElementCollection Set<DayOfWeek> days = new LinkedHashSet<>();
    @ElementCollection List<Point> points = new ArrayList<>();

    @ElementCollection
    @MapKeyEnumerated(EnumType.STRING)
    Map<DayOfWeek, Integer> hours = new HashMap<>();

    @ElementCollection Map<Integer, Point> byNumber = new HashMap<>();

    @Convert(converter = CommaConverter.class)
    List<String> nicknames;

    @Enumerated(EnumType.STRING)
    DayOfWeek favourite;

    @ManyToOne(fetch = FetchType.LAZY)
    Person boss;

    @OneToMany(mappedBy = "boss")
    List<Person> team = new ArrayList<>();

    @OneToOne(mappedBy = "person")
    Badge badge;
  }

  @Entity
  static class Badge {
    @Id String id;
    @OneToOne Person person;

    @OneToMany(mappedBy = "badge", fetch = FetchType.EAGER)
    Set<Stamp> stamps = new LinkedHashSet<>();
  }

  @Entity
  static class Stamp {
    @Id String id;
    @ManyToOne Badge badge;
  }

  private final Metamodel metamodel =
      MetamodelReader.read(List.of(Person.class, Badge.class, Stamp.class));
  private final EntityModel person = metamodel.entity(Person.class);
  private final EntityModel badge = metamodel.entity(Badge.class);
  private final DocumentMapper mapper = new DocumentMapper(metamodel);
  private final FakeResolver resolver = new FakeResolver();

  @Test
  void dehydrate_newEntity_hasEveryKey() {
    Map<String, Object> document = mapper.dehydrate(person, ada());

    assertThat(document)
        .containsOnlyKeys(
            "id",
            "name",
            "age",
            "rank",
            "born",
            "picture",
            "contact",
            "tags",
            "days",
            "points",
            "hours",
            "byNumber",
            "nicknames",
            "favourite",
            "bossId")
        .containsEntry("id", 1L)
        .containsEntry("name", "Ada")
        .containsEntry("rank", null)
        .containsEntry("born", 5L)
        .containsEntry("tags", List.of("b", "a"))
        .containsEntry("days", List.of(0L, 6L))
        .containsEntry("hours", Map.of("MONDAY", 8L))
        .containsEntry("byNumber", Map.of("7", Map.of("x", 1L, "ypsilon", 2L)))
        .containsEntry("nicknames", "x,y")
        .containsEntry("favourite", "FRIDAY")
        .containsEntry("bossId", 2L);
    assertThat(document.get("contact"))
        .isEqualTo(Map.of("mail", "a@b", "position", point(3, null), "friendId", 4L));
    assertThat(document.get("points")).isEqualTo(Arrays.asList(point(1, 2L), null));
  }

  private static Map<String, Object> point(long x, Long y) {
    Map<String, Object> point = new HashMap<>();
    point.put("x", x);
    point.put("ypsilon", y);
    return point;
  }

  private static Person ada() {
    Person ada = new Person();
    ada.id = 1L;
    ada.name = "Ada";
    ada.age = 36;
    ada.born = new Date(5);
    ada.picture = new byte[] {1, 2};
    ada.contact = new Contact();
    ada.contact.mail = "a@b";
    ada.contact.position = new Point(3, null);
    ada.contact.friend = named(4L);
    ada.tags.addAll(List.of("b", "a"));
    ada.days.addAll(List.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY));
    ada.points.add(new Point(1, 2));
    ada.points.add(null);
    ada.hours.put(DayOfWeek.MONDAY, 8);
    ada.byNumber.put(7, new Point(1, 2));
    ada.nicknames = List.of("x", "y");
    ada.favourite = DayOfWeek.FRIDAY;
    ada.boss = named(2L);
    return ada;
  }

  private static Person named(long id) {
    Person person = new Person();
    person.id = id;
    return person;
  }

  @Test
  void hydrate_dehydrated_isTheSame() {
    Map<String, Object> document = mapper.dehydrate(person, ada());

    Person read = hydrated(document);

    assertThat(mapper.dehydrate(person, read)).usingRecursiveComparison().isEqualTo(document);
    assertThat(read.points).containsExactly(new Point(1, 2), null);
    assertThat(read.contact.position).isEqualTo(new Point(3, null));
    assertThat(read.boss).isSameAs(resolver.reference(person, 2L));
    assertThat(read.contact.friend).isSameAs(resolver.loaded(person, 4L));
  }

  private Person hydrated(Map<String, Object> values) {
    Person entity = (Person) person.instantiate();
    mapper.hydrate(person, entity, Document.of("1", values), resolver);
    return entity;
  }

  @Test
  void snapshot_inPlaceChanges_areSeen() {
    Person ada = ada();
    Map<String, Object> before = mapper.dehydrate(person, ada);

    ada.born.setTime(6);
    ada.picture[0] = 9;
    ada.contact.mail = "c@d";
    ada.tags.add("c");

    Map<String, Object> after = mapper.dehydrate(person, ada);
    assertThat(before).containsEntry("born", 5L).containsEntry("tags", List.of("b", "a"));
    assertThat((byte[]) before.get("picture")).containsExactly(1, 2);
    assertThat(after).containsEntry("born", 6L).containsEntry("tags", List.of("b", "a", "c"));
    assertThat((byte[]) after.get("picture")).containsExactly(9, 2);
    assertThat(((Map<?, ?>) after.get("contact")).get("mail")).isEqualTo("c@d");
  }

  @Test
  void dehydrate_nullCollections_areEmpty() {
    Person empty = named(1);
    empty.tags = null;
    empty.hours = null;

    assertThat(mapper.dehydrate(person, empty))
        .containsEntry("tags", List.of())
        .containsEntry("hours", Map.of())
        .containsEntry("nicknames", "");
  }

  @Test
  void hydrate_foreignDocumentWithMissingKeys_takesDefaults() {
    Person read = hydrated(Map.of("name", "Bob", "unknown", List.of(1L)));

    assertThat(read.id).isEqualTo(1L);
    assertThat(read.name).isEqualTo("Bob");
    assertThat(read.age).isZero();
    assertThat(read.rank).isNull();
    assertThat(read.tags).isEmpty();
    assertThat(read.hours).isEmpty();
    assertThat(read.contact).isNull();
    assertThat(read.nicknames).isEmpty();
    assertThat(read.boss).isNull();
  }

  @Test
  void hydrate_idBesideTheKey_doesNotCount() {
    assertThat(hydrated(Map.of("id", 99L)).id).isEqualTo(1L);
  }

  @Test
  void hydrate_mistypedValue_namesEntityIdKeyAndFoundType() {
    assertThatThrownBy(() -> hydrated(Map.of("age", "old")))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessage(
            "Stored value does not fit its attribute {entity=Person, id=1, key=age, expected=an"
                + " integer within the range of int, found=text}. Correct the document, or change"
                + " the type of the attribute.");
    assertThatThrownBy(() -> hydrated(Map.of("contact", Map.of("position", Map.of("x", true)))))
        .hasMessageContaining("key=contact.position.x")
        .hasMessageContaining("found=a boolean");
    assertThatThrownBy(() -> hydrated(Map.of("points", List.of(Map.of("x", 1L), 5L))))
        .hasMessageContaining("key=points.1, expected=a map, found=an integer");
    assertThatThrownBy(() -> hydrated(Map.of("tags", "a"))).hasMessageContaining("a list");
    assertThatThrownBy(() -> hydrated(Map.of("hours", Map.of("Monday", 1L))))
        .hasMessageContaining("key=hours");
    assertThatThrownBy(() -> hydrated(Map.of("bossId", "x"))).hasMessageContaining("key=bossId");
  }

  @Test
  void hydrate_nullForPrimitive_isRefused() {
    Map<String, Object> values = new HashMap<>();
    values.put("age", null);

    assertThatThrownBy(() -> hydrated(values))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessage(
            "Stored value does not fit its attribute {entity=Person, id=1, key=age, expected=int,"
                + " found=null}. Correct the document, or use the wrapper type, which can be"
                + " null.");
  }

  @Test
  void hydrate_codeOfTheApplicationThatFails_isNamedWithItsCause() {
    assertThatThrownBy(() -> hydrated(Map.of("points", List.of(Map.of("x", -1L)))))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining(
            "Embeddable refused its stored values {entity=Person, id=1, key=points.0, type="
                + Point.class.getName())
        .hasRootCauseMessage("x is negative");
    assertThatThrownBy(() -> hydrated(Map.of("nicknames", "!")))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("Attribute converter failed {entity=Person, id=1, key=nicknames")
        .hasRootCauseMessage("on purpose");
  }

  @Test
  void hydrate_keyThatIsNoId_isRefused() {
    Person entity = new Person();

    for (String key : List.of("abc", "01", "9223372036854775808", "")) {
      assertThatThrownBy(() -> mapper.hydrate(person, entity, Document.of(key, Map.of()), resolver))
          .isInstanceOf(UnreadableDocumentException.class)
          .hasMessageContaining("entity=Person, id=" + key + ", key=_id");
    }
  }

  @Test
  void dehydrate_valueWithoutForm_namesEntityIdAndKey() {
    Person ada = ada();
    ada.contact.mail = "\uFEFFa";

    assertThatThrownBy(() -> mapper.dehydrate(person, ada))
        .isInstanceOf(PersistenceException.class)
        .hasMessage(
            "Value cannot be stored {entity=Person, id=1, key=contact.mail, found=text that starts"
                + " with a byte order mark (U+FEFF)}. Strip it; JavaScript drops it.");
    ada.contact.mail = null;
    ada.tags.set(1, "\uD800");
    assertThatThrownBy(() -> mapper.dehydrate(person, ada)).hasMessageContaining("key=tags.1");
  }

  @Test
  void dehydrate_targetWithoutId_isRefused() {
    Person ada = ada();
    ada.boss = new Person();

    assertThatThrownBy(() -> mapper.dehydrate(person, ada))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Association refers to an entity without an id {target=Person}. Persist the target"
                + " first, or cascade PERSIST to it.");
  }

  @Test
  void merged_unknownKeys_areKeptInEmbeddedValuesToo() {
    Map<String, Object> stored =
        Map.of("extra", 1L, "name", "Old", "contact", Map.of("mail", "old", "phone", "5"));

    Map<String, Object> merged =
        mapper.merged(
            person, stored, Map.of("name", "New", "contact", Map.of("mail", "new"), "other", 3L));

    assertThat(merged)
        .containsEntry("extra", 1L)
        .containsEntry("name", "New")
        .containsEntry("contact", Map.of("mail", "new", "phone", "5"))
        .doesNotContainKey("other");
  }

  @Test
  void copy_sharesNothingMutable() {
    Person ada = ada();
    Person copy = named(9);

    mapper.copy(person, ada, copy);
    ada.tags.add("more");
    ada.contact.mail = "changed";
    ada.born.setTime(0);
    ada.picture[0] = 7;

    assertThat(copy.id).isEqualTo(9L);
    assertThat(copy.boss).isNull();
    assertThat(copy.tags).containsExactly("b", "a");
    assertThat(copy.contact.mail).isEqualTo("a@b");
    assertThat(copy.contact.friend).isSameAs(ada.contact.friend);
    assertThat(copy.born).hasTime(5);
    assertThat(copy.picture).containsExactly(1, 2);
  }

  @Test
  void idText_bothWays() {
    assertThat(mapper.idText(person, 12L)).isEqualTo("12");
    assertThat(mapper.idOf(person, "12")).isEqualTo(12L);
    assertThat(mapper.idText(badge, "b 1")).isEqualTo("b 1");
  }

  @Test
  void idText_wrongTypeNullOrEmpty_isRefused() {
    assertThatThrownBy(() -> mapper.idText(person, "12"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Id does not fit the entity {entity=Person, expected=java.lang.Long,"
                + " found=java.lang.String}. Give an id of the expected type.");
    assertThatThrownBy(() -> mapper.idText(person, null)).hasMessageContaining("found=null");
    assertThatThrownBy(() -> mapper.idText(badge, ""))
        .hasMessage("Id is empty text {entity=Badge}. Give an id with at least one character.");
  }

  @Test
  void lazyCollection_untouched_readsNothing() {
    Person read = hydrated(Map.of());

    assertThat(Lazy.isLoaded(read.team)).isFalse();
    assertThat(mapper.dehydrate(person, read)).doesNotContainKey("team");
    assertThat(resolver.childReads()).isZero();
  }

  @Test
  void lazyCollection_used_readsOnceAndCanBeChanged() {
    Person member = named(5);
    resolver.children(List.of(member));
    Person read = hydrated(Map.of());

    assertThat(read.team).containsExactly(member);
    read.team.add(named(6));
    read.team.remove(member);

    assertThat(read.team).hasSize(1);
    assertThat(Lazy.isLoaded(read.team)).isTrue();
    assertThat(resolver.childReads()).isEqualTo(1);
  }

  @Test
  void lazyCollection_afterTheContext_namesEntityIdAndAttribute() {
    Person read = hydrated(Map.of());
    resolver.close();

    assertThatThrownBy(() -> read.team.size())
        .isInstanceOf(LazyLoadException.class)
        .hasMessage(
            "Not loaded before the persistence context ended {entity=Person, id=1,"
                + " attribute=team}. Use it while the entity manager is open, or make its fetch"
                + " type eager.");
  }

  @Test
  void inverseOneToOne_isRead() {
    Badge held = new Badge();
    resolver.child(held);

    assertThat(hydrated(Map.of()).badge).isSameAs(held);
  }

  @Test
  void eagerCollection_isReadAtOnce() {
    Stamp stamp = new Stamp();
    resolver.children(List.of(stamp));
    Badge entity = new Badge();

    mapper.hydrate(badge, entity, Document.of("b", new LinkedHashMap<>()), resolver);

    assertThat(Lazy.isLoaded(entity.stamps)).isTrue();
    assertThat(entity.stamps).containsExactly(stamp);
  }

  @Test
  void eagerReference_toRowThatIsMissing_becomesLazy() {
    resolver.missing(person, 1L);
    Badge entity = new Badge();

    mapper.hydrate(badge, entity, Document.of("b", Map.of("personId", 1L)), resolver);

    assertThat(entity.person).isSameAs(resolver.reference(person, 1L));
  }
}
