package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeKind.Ordering;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.AttributeRole;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.ColumnRules;
import io.debros.jpa.metamodel.EntityReference;
import jakarta.persistence.CascadeType;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads associations; their targets are linked and checked when all entities are known. */
final class AssociationReader {
  private final ReaderContext context;

  AssociationReader(ReaderContext context) {
    this.context = context;
  }

  /** A {@code @ManyToOne} or {@code @OneToOne}; null if it was refused. */
  @Nullable AttributeModel toOne(Place place, PersistentMember member) {
    OneToOne oneToOne = member.find(OneToOne.class);
    ManyToOne manyToOne = member.find(ManyToOne.class);
    if (oneToOne != null) {
      return toOne(place, member, target(member, oneToOne.targetEntity()), kindOf(oneToOne));
    }
    if (manyToOne == null) {
      throw new IllegalStateException("Not a to-one association: " + member.name());
    }
    return toOne(place, member, target(member, manyToOne.targetEntity()), kindOf(manyToOne));
  }

  private static Class<?> target(PersistentMember member, Class<?> declared) {
    return declared == void.class ? member.javaType() : declared;
  }

  /** What the annotation says, apart from the target. */
  private record OneSide(
      FetchType fetch,
      CascadeType[] cascade,
      boolean optional,
      @Nullable String mappedBy,
      boolean orphanRemoval,
      boolean unique) {}

  private static OneSide kindOf(ManyToOne one) {
    return new OneSide(one.fetch(), one.cascade(), one.optional(), null, false, false);
  }

  private static OneSide kindOf(OneToOne one) {
    return new OneSide(
        one.fetch(),
        one.cascade(),
        one.optional(),
        one.mappedBy().isEmpty() ? null : one.mappedBy(),
        one.orphanRemoval(),
        one.mappedBy().isEmpty());
  }

  private @Nullable AttributeModel toOne(
      Place place, PersistentMember member, Class<?> target, OneSide side) {
    if (!isEntity(place, target)) {
      return null;
    }
    if (member.has(Id.class)) {
      place.refuse("Association is the id", "Give the entity an id of its own");
    }
    JoinColumn column = member.find(JoinColumn.class);
    if (side.mappedBy() != null && column != null) {
      place.refuse(JoinColumn.class, "Remove it; the other side owns the association");
    }
    ColumnRules rules = ColumnReader.rules(place, column);
    EntityReference reference = context.reference(target);
    if (column != null && !column.referencedColumnName().isEmpty()) {
      context.joinTargets().add(new JoinTarget(place, reference, column.referencedColumnName()));
    }
    ToOne kind =
        new ToOne(
            reference,
            side.fetch(),
            cascade(side.cascade()),
            side.optional() && rules.nullable(),
            side.mappedBy(),
            side.orphanRemoval(),
            side.unique() || rules.unique());
    return attribute(member, column, kind, rules);
  }

  private static AttributeModel attribute(
      PersistentMember member, @Nullable JoinColumn column, ToOne kind, ColumnRules rules) {
    return new AttributeModel(
        member.name(),
        column == null || column.name().isEmpty()
            ? member.name() + "Id"
            : ColumnReader.unquoted(column.name()),
        member.javaType(),
        kind,
        rules(rules, kind),
        AttributeRole.PLAIN,
        member.access());
  }

  private static ColumnRules rules(ColumnRules rules, ToOne kind) {
    return new ColumnRules(
        kind.optional(),
        rules.insertable(),
        rules.updatable(),
        kind.unique(),
        rules.length(),
        rules.precision(),
        rules.scale());
  }

  /** A {@code @OneToMany(mappedBy)}; null if it was refused. */
  @Nullable AttributeModel toMany(Place place, PersistentMember member) {
    OneToMany annotation = member.find(OneToMany.class);
    CollectionKind collection = CollectionKind.of(member.javaType());
    if (annotation == null || collection == null || collection == CollectionKind.MAP) {
      place.refuse(
          "To-many association has an unsupported type",
          "type",
          member.javaType().getName(),
          "Declare it as List<E>, Set<E> or Collection<E>");
      return null;
    }
    if (annotation.mappedBy().isEmpty()) {
      place.refuse(
          OneToMany.class,
          "without mappedBy",
          "Add a @ManyToOne to the target and name it in mappedBy");
      return null;
    }
    Class<?> target = elementType(place, member, annotation.targetEntity());
    if (target == null || !isEntity(place, target)) {
      return null;
    }
    ToMany kind =
        new ToMany(
            context.reference(target),
            annotation.mappedBy(),
            collection,
            annotation.fetch(),
            cascade(annotation.cascade()),
            annotation.orphanRemoval(),
            orderBy(place, member));
    return new AttributeModel(
        member.name(),
        member.name(),
        member.javaType(),
        kind,
        ColumnRules.DEFAULT,
        AttributeRole.PLAIN,
        member.access());
  }

  private static @Nullable Class<?> elementType(
      Place place, PersistentMember member, Class<?> declared) {
    if (declared != void.class) {
      return declared;
    }
    if (member.typeArguments().isEmpty()) {
      place.refuse(
          "To-many association does not say its target", "Declare a type argument or targetEntity");
      return null;
    }
    return member.types().raw(member.typeArguments().get(0));
  }

  private boolean isEntity(Place place, Class<?> target) {
    if (!context.entities().contains(target)) {
      place.refuse(
          "Target of an association is not an entity of this persistence unit",
          "target",
          target.getName(),
          "Annotate it with @Entity and list it among the managed classes");
      return false;
    }
    return true;
  }

  private static Set<CascadeType> cascade(CascadeType[] given) {
    Set<CascadeType> types = EnumSet.noneOf(CascadeType.class);
    types.addAll(Arrays.asList(given));
    if (types.remove(CascadeType.ALL)) {
      types = EnumSet.complementOf(EnumSet.of(CascadeType.ALL));
    }
    return types;
  }

  /** {@code @OrderBy("city, name desc")}; empty text means by id. */
  private static List<Ordering> orderBy(Place place, PersistentMember member) {
    OrderBy annotation = member.find(OrderBy.class);
    List<Ordering> orderings = new ArrayList<>();
    if (annotation == null || annotation.value().isBlank()) {
      return orderings;
    }
    for (String item : annotation.value().split(",", -1)) {
      String[] words = item.trim().split("\\s+", -1);
      String direction = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "asc";
      if (words.length > 2 || words[0].isEmpty() || !List.of("asc", "desc").contains(direction)) {
        place.refuse(
            "Order cannot be read", "orderBy", item, "Write attribute names with asc or desc");
        continue;
      }
      List<String> steps = List.of(words[0].split("\\.", -1));
      orderings.add(new Ordering(steps, direction.equals("desc")));
    }
    return orderings;
  }
}
