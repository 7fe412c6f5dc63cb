package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import io.debros.jpa.metamodel.IdSequence;
import io.debros.jpa.metamodel.IndexModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.PropertyPath;
import io.debros.jpa.metamodel.ValueType;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetamodelReaderTest {

  enum Role {
    READER,
    WRITER
  }

  record Money(long cents) {}

  @Converter(autoApply = true)
  static class MoneyConverter implements AttributeConverter<Money, Long> {
    @Override
    public Long convertToDatabaseColumn(Money money) {
      return money == null ? null : money.cents();
    }

    @Override
    public Money convertToEntityAttribute(Long cents) {
      return cents == null ? null : new Money(cents);
    }
  }

  @Embeddable
  record Address(@Column(name = "town") String city, String street) {}

  @Embeddable
  static class Profile {
    private String bio;

    private Address home;
  }

  @MappedSuperclass
  abstract static class Base<I> {
    @Id @GeneratedValue private I id;

    @Version private long revision;

    private Instant createdAt;

    public I getId() {
      return id;
    }
  }

  @Entity
  @Table(
      name = "users",
      indexes = {
        @Index(name = "by_town", columnList = "home_town, username desc"),
        @Index(columnList = "createdAt")
      },
      uniqueConstraints = @UniqueConstraint(columnNames = {"username", "isActive"}))
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4, key = "id"))
  static class User extends Base<String> {
    @Column(unique = true, nullable = false, length = 40)
    private String username;

    private boolean isActive;

    @Enumerated(EnumType.STRING)
    private Role role;

    private Role rank;

    private Money balance;

    private Profile profile;

    @AttributeOverride(name = "city", column = @Column(name = "home_town"))
    private Address home;

    @jakarta.persistence.ElementCollection private Set<String> tags;

    @jakarta.persistence.ElementCollection private List<Address> others;

    @jakarta.persistence.ElementCollection private Map<String, Integer> scores;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("title desc, id")
    private final List<Post> posts = new ArrayList<>();

    @Transient private String cached;

    private transient int counter;
  }

  @Entity
  @Model(
      scope = Scope.USER,
      sharding = @Sharding(strategy = Strategy.USER, count = 2, key = "authorId"))
  static class Post {
    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private UUID id;

    @Owner private String authorId;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "author_ref")
    private User author;

    private String title;
  }

  @Entity
  static class Switch {
    private Integer id;
    private boolean active;

    @Access(AccessType.FIELD)
    private String direct = "x";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Integer getId() {
      return id;
    }

    protected void setId(Integer id) {
      this.id = id;
    }

    public boolean isActive() {
      return active;
    }

    public void setActive(boolean active) {
      this.active = active;
    }

    @Transient
    public String getDescription() {
      return "switch";
    }
  }

  private final Metamodel metamodel =
      MetamodelReader.read(List.of(User.class, Post.class, Switch.class, MoneyConverter.class));
  private final EntityModel user = metamodel.entity(User.class);
  private final EntityModel post = metamodel.entity("Post");

  @Test
  void attributes_ofHierarchy_superclassFirst() {
    assertThat(user.attributes())
        .extracting(AttributeModel::name)
        .containsExactly(
            "id",
            "revision",
            "createdAt",
            "username",
            "isActive",
            "role",
            "rank",
            "balance",
            "profile",
            "home",
            "tags",
            "others",
            "scores",
            "posts");
  }

  @Test
  void genericSuperclass_typeVariable_isResolved() {
    assertThat(user.id().javaType()).isEqualTo(String.class);
    assertThat(user.generation()).isEqualTo(IdGeneration.TIME_ORDERED_UUID);
    assertThat(post.generation()).isEqualTo(IdGeneration.RANDOM_UUID);
    assertThat(metamodel.entity(Switch.class).generation()).isEqualTo(IdGeneration.NUMERIC);
    assertThat(metamodel.entity(Switch.class).idSequence()).isEqualTo(IdSequence.of("switch"));
    assertThat(user.idSequence()).isNull();
    assertThat(user.version()).isSameAs(user.attribute("revision"));
  }

  @Test
  void findAttribute_bothBooleanSpellings_findOneAttribute() {
    EntityModel property = metamodel.entity(Switch.class);

    assertThat(user.findAttribute("active")).isSameAs(user.attribute("isActive"));
    assertThat(property.findAttribute("isActive")).isSameAs(property.attribute("active"));
    assertThat(user.findAttribute("isUsername")).isNull();
  }

  @Test
  void attribute_unknown_namesTheNearest() {
    assertThatThrownBy(() -> user.attribute("usrname"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Unknown attribute {entity=User, attribute=usrname}. Use username, the nearest known one.");
  }

  @Test
  void column_rulesAndKeys_areRead() {
    AttributeModel username = user.attribute("username");

    assertThat(username.unique()).isTrue();
    assertThat(username.nullable()).isFalse();
    assertThat(username.rules().length()).isEqualTo(40);
    assertThat(user.id().nullable()).isFalse();
    assertThat(post.attribute("author").documentKey()).isEqualTo("author_ref");
    assertThat(post.attribute("author").nullable()).isFalse();
  }

  @Test
  void kinds_ofEveryAttribute_areRead() {
    assertThat(valueType("role")).isEqualTo(ValueType.ENUM_NAME);
    assertThat(valueType("rank")).isEqualTo(ValueType.ENUM_ORDINAL);
    assertThat(valueType("balance")).isEqualTo(ValueType.LONG);
    assertThat(user.attribute("profile").kind()).isInstanceOf(Embedded.class);
    assertThat(((ElementCollection) user.attribute("tags").kind()).collection())
        .isEqualTo(CollectionKind.SET);
    assertThat(((ElementCollection) user.attribute("others").kind()).element())
        .isInstanceOf(Embedded.class);
    assertThat(((ElementCollection) user.attribute("scores").kind()).mapKey()).isNotNull();
  }

  private ValueType valueType(String attribute) {
    return ((Basic) user.attribute(attribute).kind()).type().valueType();
  }

  @Test
  void associations_bothSides_areLinked() {
    ToMany posts = (ToMany) user.attribute("posts").kind();
    ToOne author = (ToOne) post.attribute("author").kind();

    assertThat(posts.target()).isSameAs(post);
    assertThat(posts.owningAttribute()).isSameAs(post.attribute("author"));
    assertThat(posts.cascade()).hasSize(5).doesNotContain(CascadeType.ALL);
    assertThat(posts.orderBy()).hasSize(2);
    assertThat(author.target()).isSameAs(user);
    assertThat(author.fetch()).isEqualTo(FetchType.LAZY);
    assertThat(user.attribute("posts").isStored()).isFalse();
  }

  @Test
  void placement_ofModel_isRead() {
    assertThat(user.placement().count()).isEqualTo(4);
    assertThat(user.placement().key()).isSameAs(user.id());
    assertThat(user.owner()).isNull();
    assertThat(post.placement().isUserScoped()).isTrue();
    assertThat(post.placement().key()).isSameAs(post.id());
    assertThat(post.owner()).isSameAs(post.attribute("authorId"));
    assertThat(metamodel.entity(Switch.class).placement().isSharded()).isFalse();
  }

  @Test
  void indexes_ofTableColumnsAndJoins_areGathered() {
    assertThat(user.indexes())
        .extracting(IndexModel::name, IndexModel::unique)
        .containsExactly(
            tuple("username,isActive", true),
            tuple("by_town", false),
            tuple("createdAt", false),
            tuple("username", true));
    assertThat(user.indexes().get(1).columns())
        .extracting(column -> column.path().dotted(), IndexModel.Column::descending)
        .containsExactly(tuple("home.city", false), tuple("username", true));
    assertThat(post.indexes()).extracting(IndexModel::name).containsExactly("author");
  }

  @Test
  void resolve_throughAssociationAndEmbeddable_splitsAtTheAssociation() {
    PropertyPath path = post.resolve("author.profile.home.city");

    assertThat(path.crossesAssociation()).isTrue();
    assertThat(path.documentPath()).containsExactly("author_ref");
    assertThat(path.tail().documentPath()).containsExactly("profile", "home", "town");
    assertThat(user.resolve("home.city").documentPath()).containsExactly("home", "home_town");
    assertThat(post.resolve("author.active").dotted()).isEqualTo("author.isActive");
    assertThat(post.resolve("author.id").withoutForeignId().dotted()).isEqualTo("author");
  }

  @Test
  void resolve_beyondASingleValue_isRefused() {
    assertThatThrownBy(() -> user.resolve("username.length"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Path goes on after an attribute without parts {entity=User, path=username.length,"
                + " attribute=username}. End the path at username, or query the other entity.");
  }

  @Test
  void access_privateFieldsAndProperties_readAndWrite() {
    Object entity = user.instantiate();
    Object other = metamodel.entity(Switch.class).instantiate();

    user.id().set(entity, "a");
    user.attribute("posts").set(entity, new ArrayList<>(List.of(new Post())));
    metamodel.entity(Switch.class).attribute("active").set(other, true);

    assertThat(user.id().get(entity)).isEqualTo("a");
    assertThat(((User) entity).posts).hasSize(1);
    assertThat(((Switch) other).active).isTrue();
    assertThat(metamodel.entity(Switch.class).attribute("direct").get(other)).isEqualTo("x");
  }

  @Test
  void access_componentOfRecord_isReadAndNotSet() {
    AttributeModel city = ((Embedded) user.attribute("home").kind()).model().attribute("city");
    Address home = new Address("Bergen", "Torget");

    assertThat(city.get(home)).isEqualTo("Bergen");
    assertThatThrownBy(() -> city.set(home, "Oslo"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Component of a record cannot be set {class=%s, member=city}. Make another record with"
                + " the new value, and set that where this one is.",
            Address.class.getName());
  }

  @Test
  void entity_unknown_isRefused() {
    assertThatThrownBy(() -> metamodel.entity(String.class))
        .hasMessage(
            "Class is not an entity of this persistence unit {class=java.lang.String}. Annotate it"
                + " with @Entity and list it among the managed classes.");
    assertThatThrownBy(() -> metamodel.entity("Pots"))
        .hasMessage("Unknown entity {entity=Pots}. Use Post, the nearest known one.");
  }
}
