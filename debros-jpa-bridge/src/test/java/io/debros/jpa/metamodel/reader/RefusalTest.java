package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.StoreType;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Index;
import jakarta.persistence.Inheritance;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PrePersist;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is not supported is refused at start by name: entity, attribute, annotation, advice. */
class RefusalTest {

  private static void assertRefused(Class<?> entity, String... problems) {
    Throwable refusal = catchThrowable(() -> MetamodelReader.read(List.of(entity)));

    assertThat(refusal).isInstanceOf(PersistenceException.class);
    List<String> lines = new ArrayList<>(List.of("Managed classes cannot be used as they are:"));
    for (int i = 0; i < problems.length; i++) {
      lines.add("  " + (i + 1) + ". " + problems[i]);
    }
    assertThat(refusal.getMessage().lines()).containsExactlyElementsOf(lines);
  }

  @Entity
  static class Tagged {
    @Id String id;
    @ManyToMany List<Tagged> others;
    @OneToMany List<Tagged> parts;
    @OrderColumn @ElementCollection List<String> names;

    @ManyToOne
    @JoinTable(name = "x")
    Tagged parent;
  }

  @Test
  void associations_unsupported_areAllListed() {
    assertRefused(
        Tagged.class,
        "Annotation is not supported {entity=Tagged, attribute=others, annotation=@ManyToMany}."
            + " Model the link as an entity with two @ManyToOne.",
        "Annotation element is not supported {entity=Tagged, attribute=parts, element=@OneToMany("
            + "without mappedBy)}. Add a @ManyToOne to the target and name it in mappedBy.",
        "Annotation is not supported {entity=Tagged, attribute=names, annotation=@OrderColumn}."
            + " Remove it; a list keeps its order.",
        "Annotation is not supported {entity=Tagged, attribute=parent, annotation=@JoinTable}. Use"
            + " @ManyToOne with @JoinColumn and @OneToMany(mappedBy).");
  }

  @Entity
  @Cacheable
  @Inheritance
  @SecondaryTable(name = "more")
  @NamedQuery(name = "q", query = "select e from Ext e")
  @Table(name = "ok", schema = "s", indexes = @Index(columnList = "nam"))
  @SequenceGenerator(name = "g", schema = "s")
  static class Ext {
    @Id
    @GeneratedValue(generator = "g")
    Long id;

    String name;
  }

  @Test
  void classAnnotations_unsupported_areAllListed() {
    Throwable refusal = catchThrowable(() -> MetamodelReader.read(List.of(Ext.class)));

    assertThat(refusal.getMessage().lines().map(line -> line.replaceFirst("^ +\\d+\\. ", "")))
        .containsExactlyInAnyOrder(
            "Managed classes cannot be used as they are:",
            "Annotation is not supported {entity=Ext, annotation=@Inheritance}. Use"
                + " @MappedSuperclass for what entities share.",
            "Annotation is not supported {entity=Ext, annotation=@SecondaryTable}. Use @Embedded; a"
                + " row is one document.",
            "Annotation is not supported {entity=Ext, annotation=@NamedQuery}. Use a repository"
                + " method until JPQL is supported.",
            "Annotation is not supported {entity=Ext, annotation=@Cacheable}. Remove it; there is no"
                + " shared cache yet.",
            "Annotation element is not supported {entity=Ext, element=@Table(schema)}. Remove it;"
                + " there is no schema.",
            "Index names an unknown column {entity=Ext, column=nam}. Name columns or attributes"
                + " with a single value, with ASC or DESC.",
            "Annotation element is not supported {entity=Ext,"
                + " element=@SequenceGenerator(schema)}. Remove it; there is no schema, numbers"
                + " come from a database.");
  }

  enum Level {
    LOW(1);

    @EnumeratedValue final int code;

    Level(int code) {
      this.code = code;
    }
  }

  @Entity
  static class Typed {
    @Id LocalDate id;
    @Version String version;
    Optional<String> maybe;
    Thread thread;
    List<String> plain;
    Level level;
    @Enumerated String notEnum;
    @Lob int large;
    @GeneratedValue int counted;
  }

  @Test
  void types_thatDocumentsDoNotHold_areAllListed() {
    String advice = " Convert it with @Convert, make it @Embeddable, or mark it @Transient.";
    assertRefused(
        Typed.class,
        "Type cannot be stored {entity=Typed, attribute=maybe, type=java.util.Optional}." + advice,
        "Type cannot be stored {entity=Typed, attribute=thread, type=java.lang.Thread}." + advice,
        "Type cannot be stored {entity=Typed, attribute=plain, type=java.util.List}." + advice,
        "Annotation is not supported {entity=Typed, attribute=level, annotation=@EnumeratedValue}."
            + " Use @Enumerated or an AttributeConverter.",
        "Attribute is not an enum {entity=Typed, attribute=notEnum, type=java.lang.String}. Remove"
            + " @Enumerated.",
        "Annotation is not supported {entity=Typed, attribute=large, annotation=@Lob}. Use it on"
            + " text or bytes only.",
        "Annotation is not supported {entity=Typed, attribute=counted,"
            + " annotation=@GeneratedValue}. Use it on the @Id only.",
        "Type cannot be an id {entity=Typed, attribute=id, type=java.time.LocalDate}. Use String,"
            + " UUID or a whole number.",
        "Type cannot be a version {entity=Typed, attribute=version, type=java.lang.String}. Use"
            + " int, long, short, Instant, LocalDateTime or Timestamp.");
  }

  @Entity
  static class Isbn {
    @Id
    @Column(name = "isbn_no")
    String isbn;

    String title;

    @ManyToOne
    @JoinColumn(referencedColumnName = "isbn")
    Isbn byName;

    @ManyToOne
    @JoinColumn(referencedColumnName = "`ISBN_NO`")
    Isbn byColumn;
  }

  @Entity
  static class Loan {
    @Id String id;

    @ManyToOne
    @JoinColumn(name = "book", referencedColumnName = "title")
    Isbn book;
  }

  @Test
  void joinColumn_ofTheTargetsId_isAccepted() {
    assertThat(MetamodelReader.read(List.of(Isbn.class)).entities()).hasSize(1);
  }

  @Test
  void joinColumn_ofAnotherColumn_isRefused() {
    assertThatThrownBy(() -> MetamodelReader.read(List.of(Isbn.class, Loan.class)))
        .isInstanceOf(PersistenceException.class)
        .hasMessageContaining(
            "Join column does not reference the target's id {entity=Loan, attribute=book,"
                + " referencedColumnName=Isbn.title}. Remove referencedColumnName; the id isbn is"
                + " what is kept.");
  }

  @Entity
  static class Columns {
    @Id String id;

    @Column(columnDefinition = "text")
    String a;

    @Column(precision = 5)
    double b;

    @Column(length = 5)
    int c;

    @Column(name = "_id")
    String d;

    @Column(name = "a")
    String e;

    @ManyToOne
    @JoinColumn(foreignKey = @ForeignKey(name = "fk"))
    Columns f;

    @OrderBy("x")
    String g;

    @Column Columns h;
  }

  @Test
  void columns_withoutMeaning_areAllListed() {
    assertRefused(
        Columns.class,
        "Annotation element is not supported {entity=Columns, attribute=a,"
            + " element=@Column(columnDefinition)}. Remove it; there is no schema.",
        "Annotation element is not supported {entity=Columns, attribute=b,"
            + " element=@Column(precision, scale)}. Use BigDecimal, or remove them.",
        "Annotation element is not supported {entity=Columns, attribute=c,"
            + " element=@Column(length)}. Give a length of at least 1, to text or bytes only.",
        "Annotation element is not supported {entity=Columns, attribute=f,"
            + " element=@JoinColumn(foreignKey)}. Remove it; there is no schema.",
        "Annotation does not fit the attribute {entity=Columns, attribute=g, annotation=@OrderBy}."
            + " Remove it, or change the attribute's type.",
        "Type cannot be stored {entity=Columns, attribute=h,"
            + " type=io.debros.jpa.metamodel.reader.RefusalTest$Columns}. Convert it with @Convert,"
            + " make it @Embeddable, or mark it @Transient.",
        "Key of documents is reserved {entity=Columns, attribute=d, key=_id}. Choose another column"
            + " name.",
        "Two attributes have one key in documents {entity=Columns, attribute=e, key=a of a}. Give"
            + " one of them another column name.");
  }

  @Entity
  static class NoId {
    String name;
  }

  @Entity
  static class TwoIds {
    @Id String a;
    @Id String b;
  }

  @Embeddable
  record Key(String a) {}

  @Entity
  @IdClass(Key.class)
  static class Keyed {
    @EmbeddedId Key key;
  }

  @Test
  void id_missingSeveralOrComposite_isRefused() {
    String advice = " Annotate one attribute of text, a number or a UUID with @Id.";
    assertRefused(NoId.class, "Entity has no id {entity=NoId}." + advice);
    assertRefused(TwoIds.class, "Entity has several ids {entity=TwoIds}." + advice);
    assertRefused(
        Keyed.class,
        "Annotation is not supported {entity=Keyed, annotation=@IdClass}. Use one @Id of text, a"
            + " number or a UUID.",
        "Annotation is not supported {entity=Keyed, attribute=key, annotation=@EmbeddedId}. Use one"
            + " @Id of text, a number or a UUID.",
        "Entity has no id {entity=Keyed}." + advice);
  }

  @Entity
  static class Generated {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    UUID id;
  }

  @Test
  void generation_thatDoesNotFitTheType_isRefused() {
    assertRefused(
        Generated.class,
        "Annotation element is not supported {entity=Generated, attribute=id,"
            + " element=@GeneratedValue(strategy = IDENTITY)}. Use AUTO, or UUID for text and UUIDs,"
            + " or another for whole numbers.");
  }

  @Entity
  static class Parameterized {
    @Id String id;

    Parameterized(String id) {
      this.id = id;
    }
  }

  @Entity
  record RecordEntity(@Id String id) {}

  @Entity
  abstract static class AbstractEntity {
    @Id String id;
  }

  @Entity
  class Inner {
    @Id String id;
  }

  @Entity
  static class Child extends NoIdParent {}

  @Entity
  static class NoIdParent {
    @Id String id;
  }

  @Test
  void class_thatCannotBeAnEntity_isRefused() {
    String name = RefusalTest.class.getName();
    assertRefused(
        Parameterized.class,
        "Class has no constructor without parameters {entity=Parameterized, class="
            + name
            + "$Parameterized}. Add one; it may be protected or private.");
    assertRefused(
        RecordEntity.class,
        "Entity is a record {entity=RecordEntity}. Make it a class; records can be @Embeddable.");
    assertRefused(
        AbstractEntity.class,
        "Class cannot be instantiated {entity=AbstractEntity, class="
            + name
            + "$AbstractEntity}. Make it a concrete class.");
    assertRefused(
        Inner.class,
        "Class is an inner class {entity=Inner, class="
            + name
            + "$Inner}. Make it static or"
            + " top-level.");
    assertThatThrownBy(() -> MetamodelReader.read(List.of(Child.class, Tagged.class)))
        .hasMessageContaining("entity=Tagged, attribute=others, annotation=@ManyToMany")
        .hasMessageContaining(
            "Entity extends another entity {entity=Child, superclass=NoIdParent}. Make the"
                + " superclass a @MappedSuperclass.");
  }

  @Entity
  static class Properties {
    private String id;
    @Basic private String name;

    @Id
    String getId() {
      return id;
    }

    void setId(String id) {
      this.id = id;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public String getTitle() {
      return "title";
    }
  }

  @Entity
  static class Fields {
    @Id String id;
    String name;

    @Column(unique = true)
    public String getName() {
      return name;
    }
  }

  @Test
  void access_annotationsAndProperties_thatAreNotUsable_areRefused() {
    assertRefused(
        Properties.class,
        "Annotation is where access does not look {entity=Properties, attribute=name,"
            + " annotation=@Basic}. Move it to the getter, or set @Access(FIELD).",
        "Property has no setter {entity=Properties, attribute=title, getter=getTitle}. Add a setter"
            + " of any visibility, or mark the getter with @Transient.");
    assertRefused(
        Fields.class,
        "Annotation is where access does not look {entity=Fields, attribute=name,"
            + " annotation=@Column}. Move it to the field, or set @Access(PROPERTY).");
  }

  @MappedSuperclass
  @Table(name = "x")
  @Model
  static class PlacedSuperclass {
    @Id String id;
  }

  @Embeddable
  @Cacheable
  static class Part {
    @Owner String who;
  }

  @Entity
  static class Placed extends PlacedSuperclass {
    String name;
    String shown;
    Part part;

    @Transient
    public String getName() {
      return name;
    }
  }

  @Test
  void annotations_inTheWrongPlace_areRefused() {
    assertRefused(
        Placed.class,
        "Annotation is not supported {entity=Placed, annotation=@Table}. Put it on the entity.",
        "Annotation is not supported {entity=Placed, annotation=@Model}. Put it on the entity.",
        "Annotation is where access does not look {entity=Placed, attribute=name,"
            + " annotation=@Transient}. Move it to the field, or set @Access(PROPERTY).",
        "Annotation is not supported {entity=Placed, attribute=part, annotation=@Cacheable}. Put it"
            + " on the entity.",
        "Owner lies in an embeddable {entity=Placed, attribute=part.who}. Move it to the entity.");
  }

  @Entity
  @Model(scope = Scope.USER)
  static class NoOwner {
    @Id String id;
  }

  @Entity
  @Model(type = StoreType.EVENTLOG, sharding = @Sharding(strategy = Strategy.USER, count = 0))
  static class Sharded {
    @Id String id;
    @Owner String who;
  }

  @Entity
  @Model(
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "name",
              ranges = {"n", "h"}))
  static class Ranged {
    @Id String id;
    String name;
  }

  @Entity
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 2, key = "nme"))
  static class UnknownKey {
    @Id String id;
    String name;
  }

  @Test
  void placement_thatCannotBe_isRefused() {
    assertRefused(
        NoOwner.class,
        "User-scoped entity has no owner {entity=NoOwner}. Mark the attribute that names the user"
            + " with @Owner, or call it userId, authorId or ownerId.");
    assertRefused(
        Sharded.class,
        "Owner of an entity that is not user-scoped {entity=Sharded, attribute=who}. Set"
            + " @Model(scope = Scope.USER), or remove @Owner.",
        "Annotation element is not supported {entity=Sharded, element=@Model(type = EVENTLOG)}. Use"
            + " StoreType.DOCSTORE.",
        "Sharding cannot be used as given {entity=Sharded, element=count}. Give at least 1 shard.",
        "Sharding cannot be used as given {entity=Sharded, element=strategy = USER}. Set scope ="
            + " Scope.USER, or use Strategy.HASH.");
    assertRefused(
        Ranged.class,
        "Sharding cannot be used as given {entity=Ranged, element=ranges}. Order the split points"
            + " from low to high, each once.");
    assertRefused(
        UnknownKey.class,
        "Shard key is unknown {entity=UnknownKey, key=nme}. Name an attribute of the entity.");
  }

  @Embeddable
  static class Loop {
    Loop next;
  }

  static class NotEmbeddable {}

  @Embeddable
  static class WithId {
    @Id String id;
  }

  @Entity
  static class Embedding {
    @Id String id;
    Loop loop;
    @Embedded NotEmbeddable not;
    WithId withId;

    @AttributeOverride(name = "b", column = @Column(name = "c"))
    Key key;

    @ElementCollection ArrayList<String> concrete;
    @ElementCollection Map<Double, String> badKeys;
  }

  @Test
  void embeddablesAndCollections_thatCannotBe_areAllListed() {
    String name = RefusalTest.class.getName();
    assertRefused(
        Embedding.class,
        "Embeddable contains itself {entity=Embedding, attribute=loop.next, type="
            + name
            + "$Loop}. Make it an entity, or break it up.",
        "Type of an embedded attribute is not embeddable {entity=Embedding, attribute=not, type="
            + name
            + "$NotEmbeddable}. Annotate the type with @Embeddable.",
        "Id or version lies in an embeddable {entity=Embedding, attribute=withId.id}. Move it to"
            + " the entity.",
        "Override names an unknown attribute {entity=Embedding, attribute=key, name=b}. Name a"
            + " single-valued attribute of the superclass or embeddable.",
        "Element collection has an unsupported type {entity=Embedding, attribute=concrete,"
            + " type=java.util.ArrayList}. Declare it as List<E>, Set<E>, Collection<E> or Map<K,"
            + " V>.",
        "Type cannot be a key of a map {entity=Embedding, attribute=badKeys,"
            + " type=java.lang.Double}. Use text, a whole number, a UUID or an enum.");
  }

  @Entity
  static class Parent {
    @Id String id;

    @OneToMany(mappedBy = "parnt")
    @OrderBy("id sideways")
    List<Sibling> children;

    @OneToOne(mappedBy = "parent")
    Sibling favourite;
  }

  @Entity
  static class Sibling {
    @Id String id;
    @ManyToOne Parent parent;
    @ManyToOne NoId stranger;
  }

  @Test
  void associations_thatDoNotMeet_areRefused() {
    assertThatThrownBy(() -> MetamodelReader.read(List.of(Parent.class, Sibling.class)))
        .hasMessageContaining(
            "Order cannot be read {entity=Parent, attribute=children, orderBy=id sideways}. Write"
                + " attribute names with asc or desc.")
        .hasMessageContaining(
            "Target of an association is not an entity of this persistence unit {entity=Sibling,"
                + " attribute=stranger, target="
                + NoId.class.getName()
                + "}. Annotate it with @Entity and list it among the managed classes.");
  }

  @Entity
  static class Head {
    @Id String id;

    @OneToMany(mappedBy = "haed")
    @OrderBy("nam")
    List<Tail> tails;
  }

  @Entity
  static class Tail {
    @Id String id;
    @ManyToOne Head head;
    String name;
  }

  @Test
  void mappedByAndOrder_unknown_areRefused() {
    assertThatThrownBy(() -> MetamodelReader.read(List.of(Head.class, Tail.class)))
        .hasMessageContaining(
            "Association names an owning side that does not fit {entity=Head, attribute=tails,"
                + " mappedBy=Tail.haed}. Name the @ManyToOne of the target that points here.")
        .hasMessageContaining(
            "Order cannot be read {entity=Head, attribute=tails, cause=Unknown attribute"
                + " {entity=Tail, attribute=nam}. Use name, the nearest known one.}. Correct @OrderBy.");
  }

  static class TextConverter implements AttributeConverter<Integer, String> {
    @Override
    public String convertToDatabaseColumn(Integer value) {
      return String.valueOf(value);
    }

    @Override
    public Integer convertToEntityAttribute(String text) {
      return Integer.valueOf(text);
    }
  }

  static class ThreadConverter implements AttributeConverter<String, Thread> {
    @Override
    public Thread convertToDatabaseColumn(String value) {
      return null;
    }

    @Override
    public String convertToEntityAttribute(Thread thread) {
      return null;
    }
  }

  @Converter
  static class NoConverter {}

  @Entity
  static class Converted {
    @Id String id;

    @Convert(converter = TextConverter.class)
    LocalDate a;

    @Convert(converter = ThreadConverter.class)
    String b;

    @Convert(converter = TextConverter.class)
    int fine;
  }

  @Test
  void converters_thatDoNotFit_areRefused() {
    assertRefused(
        Converted.class,
        "Converter takes another type {entity=Converted, attribute=a, converter=TextConverter}. Use"
            + " a converter of java.time.LocalDate.",
        "Converter gives a type that documents cannot hold {entity=Converted, attribute=b,"
            + " type=java.lang.Thread}. Convert to text, a number, a date or bytes.");
    assertRefused(
        NoConverter.class,
        "Converter does not implement AttributeConverter {entity=NoConverter}. Implement it.");
  }

  @Entity
  static class BadCallback {
    @Id String id;

    @PrePersist
    void before(String argument) {}

    @PrePersist
    void first() {}

    @PrePersist
    void second() {}

    @Transient String note;
  }

  @Test
  void callbacks_thatCannotBeCalled_areRefused() {
    assertRefused(
        BadCallback.class,
        "Callback has an unsupported signature {entity=BadCallback, method=BadCallback.before}."
            + " Declare it as an instance method without parameters.",
        "Class has two methods for one event {entity=BadCallback, event=BadCallback @PrePersist}."
            + " Leave one of them.");
  }

  @Entity(name = "User")
  static class FirstUser {
    @Id String id;
  }

  @Entity(name = "user")
  static class SecondUser {
    @Id String id;
  }

  @Test
  void names_thatDifferInCaseOnly_areRefused() {
    assertThatThrownBy(() -> MetamodelReader.read(Arrays.asList(FirstUser.class, SecondUser.class)))
        .hasMessageContaining(
            "Two entities have one name {entity=user, classes="
                + FirstUser.class.getName()
                + ", "
                + SecondUser.class.getName()
                + "}. Give one of them another name with @Entity(name).");
  }
}
