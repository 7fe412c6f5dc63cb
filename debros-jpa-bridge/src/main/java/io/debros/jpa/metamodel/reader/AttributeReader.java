package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import io.debros.jpa.metamodel.AttributeKind;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.AttributeRole;
import io.debros.jpa.metamodel.BasicType;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.ColumnRules;
import io.debros.jpa.metamodel.EmbeddableModel;
import jakarta.persistence.AccessType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.SequenceGenerators;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.TableGenerators;
import jakarta.persistence.Version;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a persistent member into an attribute, by the annotations that say its kind. */
final class AttributeReader {
  private static final List<Class<? extends Annotation>> GENERATORS =
      List.of(
          SequenceGenerator.class,
          SequenceGenerators.class,
          TableGenerator.class,
          TableGenerators.class);

  private final BasicTypeReader basics;
  private final AssociationReader associations;
  private final EmbeddableReader embeddables;

  AttributeReader(ReaderContext context) {
    this.basics = new BasicTypeReader(context.converters());
    this.associations = new AssociationReader(context);
    this.embeddables = new EmbeddableReader(this);
  }

  /**
   * The attribute of a member.
   *
   * @param access of embeddables that do not say
   * @param overrides columns that are said further out
   * @return null if it was refused
   */
  @Nullable AttributeModel read(
      Place place, PersistentMember member, AccessType access, Overrides overrides) {
    if (member.has(ManyToOne.class) || member.has(OneToOne.class)) {
      AnnotationCheck.checkMember(place, member.annotated(), AnnotationCheck.TO_ONE);
      return associations.toOne(place, member);
    }
    if (member.has(OneToMany.class)) {
      AnnotationCheck.checkMember(place, member.annotated(), AnnotationCheck.TO_MANY);
      return associations.toMany(place, member);
    }
    if (member.has(jakarta.persistence.ElementCollection.class)) {
      AnnotationCheck.checkMember(place, member.annotated(), AnnotationCheck.ELEMENTS);
      return elements(place, member, access, overrides);
    }
    if (isEmbedded(member)) {
      AnnotationCheck.checkMember(place, member.annotated(), AnnotationCheck.EMBEDDED);
      return embedded(place, member, access, overrides);
    }
    AnnotationCheck.checkMember(place, member.annotated(), AnnotationCheck.BASIC);
    return isRefusedAlready(member) ? null : basic(place, member, overrides);
  }

  /** Refused by its annotation already; its type would only add noise. */
  private static boolean isRefusedAlready(PersistentMember member) {
    return member.has(jakarta.persistence.ManyToMany.class) || member.has(EmbeddedId.class);
  }

  private static boolean isEmbedded(PersistentMember member) {
    return !member.has(EmbeddedId.class)
        && !member.has(Convert.class)
        && (member.has(jakarta.persistence.Embedded.class)
            || member.javaType().isAnnotationPresent(Embeddable.class));
  }

  private @Nullable AttributeModel basic(
      Place place, PersistentMember member, Overrides overrides) {
    BasicType type = basics.read(place, member, member.javaType());
    if (type == null) {
      return null;
    }
    Column column = column(member, overrides);
    ColumnRules rules = ColumnReader.rules(place, column, type.storedType());
    AttributeRole role = role(place, member);
    jakarta.persistence.Basic basic = member.find(jakarta.persistence.Basic.class);
    boolean optional = (basic == null || basic.optional()) && role != AttributeRole.ID;
    return attribute(
        member,
        key(column, member.name()),
        new Basic(type),
        rules.withNullable(rules.nullable() && optional),
        role);
  }

  private static @Nullable Column column(PersistentMember member, Overrides overrides) {
    Column override = overrides.find(member.name());
    return override == null ? member.find(Column.class) : override;
  }

  private static AttributeRole role(Place place, PersistentMember member) {
    if (member.has(GeneratedValue.class) && !member.has(Id.class)) {
      place.refuse(GeneratedValue.class, "Use it on the @Id only");
    }
    if (!member.has(Id.class)) {
      GENERATORS.stream()
          .filter(member::has)
          .forEach(generator -> place.refuse(generator, "Use it on the entity or its @Id"));
    }
    boolean special = member.has(Id.class) || member.has(Version.class);
    if (special && member.has(Counter.class)) {
      place.refuse("Id or version is a counter", "Remove @Counter");
    }
    if (special) {
      return member.has(Id.class) ? AttributeRole.ID : AttributeRole.VERSION;
    }
    return member.has(Counter.class) ? AttributeRole.COUNTER : AttributeRole.PLAIN;
  }

  private @Nullable AttributeModel embedded(
      Place place, PersistentMember member, AccessType access, Overrides outer) {
    Overrides inner = Overrides.of(member.annotated(), outer.in(member.name()));
    EmbeddableModel model = embeddables.read(place, member.javaType(), access, inner);
    inner.refuseUnused(place);
    if (model == null) {
      return null;
    }
    return attribute(
        member, member.name(), new Embedded(model), ColumnRules.DEFAULT, AttributeRole.PLAIN);
  }

  private @Nullable AttributeModel elements(
      Place place, PersistentMember member, AccessType access, Overrides outer) {
    CollectionKind collection = CollectionKind.of(member.javaType());
    List<Type> arguments = member.typeArguments();
    if (collection == null || arguments.isEmpty()) {
      place.refuse(
          "Element collection has an unsupported type",
          "type",
          member.javaType().getName(),
          "Declare it as List<E>, Set<E>, Collection<E> or Map<K, V>");
      return null;
    }
    refuseTables(place, member);
    boolean isMap = collection == CollectionKind.MAP;
    Class<?> elementType = elementType(member, arguments.get(isMap ? 1 : 0));
    BasicType key =
        isMap ? basics.readKey(place, member, member.types().raw(arguments.get(0))) : null;
    AttributeKind element = element(place, member, elementType, access, outer);
    if (element == null || (isMap && key == null)) {
      return null;
    }
    Column column = column(member, outer);
    return attribute(
        member,
        key(column, member.name()),
        new ElementCollection(collection, element, key),
        elementRules(place, column, element),
        member.has(CrdtSet.class) ? AttributeRole.CRDT_SET : AttributeRole.PLAIN);
  }

  private static Class<?> elementType(PersistentMember member, Type argument) {
    jakarta.persistence.ElementCollection annotation =
        member.find(jakarta.persistence.ElementCollection.class);
    Class<?> target = annotation == null ? void.class : annotation.targetClass();
    return target == void.class ? member.types().raw(argument) : target;
  }

  private @Nullable AttributeKind element(
      Place place, PersistentMember member, Class<?> type, AccessType access, Overrides outer) {
    if (type.isAnnotationPresent(Embeddable.class) && !member.has(Convert.class)) {
      Overrides inner = Overrides.of(member.annotated(), outer.in(member.name()));
      EmbeddableModel model = embeddables.read(place, type, access, inner);
      inner.refuseUnused(place);
      return model == null ? null : new Embedded(model);
    }
    BasicType basic = basics.read(place, member, type);
    return basic == null ? null : new Basic(basic);
  }

  private static ColumnRules elementRules(
      Place place, @Nullable Column column, AttributeKind element) {
    if (element instanceof Basic basic) {
      ColumnRules rules = ColumnReader.rules(place, column, basic.type().storedType());
      if (rules.unique() || !rules.insertable() || !rules.updatable()) {
        place.refuse(
            Column.class, "unique, insertable, updatable", "Remove it from the collection");
      }
      return rules;
    }
    if (column != null) {
      place.refuse(Column.class, "Use @AttributeOverride for parts of the embeddable");
    }
    return ColumnRules.DEFAULT;
  }

  /** Names of tables and their columns mean nothing here; all else about them is refused. */
  private static void refuseTables(Place place, PersistentMember member) {
    CollectionTable table = member.find(CollectionTable.class);
    if (table != null
        && (table.indexes().length > 0
            || table.uniqueConstraints().length > 0
            || !table.schema().isEmpty()
            || !table.catalog().isEmpty()
            || !table.options().isEmpty())) {
      place.refuse(
          CollectionTable.class,
          "indexes, uniqueConstraints, schema, catalog, options",
          "Remove it; the elements lie in the row's document");
    }
    MapKeyColumn key = member.find(MapKeyColumn.class);
    if (key != null && (key.unique() || !key.columnDefinition().isEmpty() || key.length() != 255)) {
      place.refuse(
          MapKeyColumn.class, "unique, columnDefinition, length", "Remove it; keys are text");
    }
  }

  private static String key(@Nullable Column column, String name) {
    return column == null || column.name().isEmpty() ? name : ColumnReader.unquoted(column.name());
  }

  private static AttributeModel attribute(
      PersistentMember member,
      String documentKey,
      AttributeKind kind,
      ColumnRules rules,
      AttributeRole role) {
    return new AttributeModel(
        member.name(), documentKey, member.javaType(), kind, rules, role, member.access());
  }
}
