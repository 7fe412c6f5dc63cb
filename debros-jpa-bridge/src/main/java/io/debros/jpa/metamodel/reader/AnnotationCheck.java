package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import jakarta.persistence.Access;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.AttributeOverrides;
import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Enumerated;
import jakarta.persistence.ExcludeDefaultListeners;
import jakarta.persistence.ExcludeSuperclassListeners;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.SequenceGenerators;
import jakarta.persistence.Table;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.TableGenerators;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Knows which annotations are honoured where. Any other of a persistence API is refused by name, so
 * that nothing is accepted and then ignored.
 */
final class AnnotationCheck {
  static final Set<String> BASIC =
      names(
          Id.class,
          GeneratedValue.class,
          SequenceGenerator.class,
          SequenceGenerators.class,
          TableGenerator.class,
          TableGenerators.class,
          Version.class,
          Basic.class,
          Column.class,
          Enumerated.class,
          Convert.class,
          Lob.class,
          Owner.class,
          Counter.class,
          Access.class);
  static final Set<String> EMBEDDED =
      names(Embedded.class, AttributeOverride.class, AttributeOverrides.class, Access.class);
  static final Set<String> ELEMENTS =
      names(
          ElementCollection.class,
          CollectionTable.class,
          Column.class,
          Enumerated.class,
          Convert.class,
          AttributeOverride.class,
          AttributeOverrides.class,
          MapKeyColumn.class,
          MapKeyEnumerated.class,
          CrdtSet.class,
          Access.class);
  static final Set<String> TO_ONE =
      names(ManyToOne.class, OneToOne.class, JoinColumn.class, Owner.class, Access.class);
  static final Set<String> TO_MANY = names(OneToMany.class, OrderBy.class, Access.class);

  static final Set<String> ON_ENTITY =
      names(
          Entity.class,
          Model.class,
          Table.class,
          Access.class,
          EntityListeners.class,
          ExcludeSuperclassListeners.class,
          ExcludeDefaultListeners.class,
          Cacheable.class,
          SequenceGenerator.class,
          SequenceGenerators.class,
          TableGenerator.class,
          TableGenerators.class,
          AttributeOverride.class,
          AttributeOverrides.class);
  static final Set<String> ON_SUPERCLASS =
      names(
          MappedSuperclass.class,
          Embeddable.class,
          Access.class,
          SequenceGenerator.class,
          SequenceGenerators.class,
          TableGenerator.class,
          TableGenerators.class,
          EntityListeners.class,
          ExcludeSuperclassListeners.class,
          ExcludeDefaultListeners.class);
  static final Set<String> ON_EMBEDDABLE =
      names(Embeddable.class, MappedSuperclass.class, Access.class);

  private static final Set<String> ON_ANY_MEMBER =
      Set.of(
          "Transient",
          "Temporal",
          "PrePersist",
          "PostPersist",
          "PreUpdate",
          "PostUpdate",
          "PreRemove",
          "PostRemove",
          "PostLoad");

  private static final Set<String> FOREIGN =
      Set.of(
          "javax.persistence", "org.hibernate.annotations", "org.eclipse.persistence.annotations");

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("ManyToMany", "Model the link as an entity with two @ManyToOne"),
          Map.entry("JoinTable", "Use @ManyToOne with @JoinColumn and @OneToMany(mappedBy)"),
          Map.entry("Inheritance", "Use @MappedSuperclass for what entities share"),
          Map.entry("DiscriminatorColumn", "Use @MappedSuperclass for what entities share"),
          Map.entry("DiscriminatorValue", "Use @MappedSuperclass for what entities share"),
          Map.entry("SecondaryTable", "Use @Embedded; a row is one document"),
          Map.entry("SecondaryTables", "Use @Embedded; a row is one document"),
          Map.entry("EmbeddedId", "Use one @Id of text, a number or a UUID"),
          Map.entry("IdClass", "Use one @Id of text, a number or a UUID"),
          Map.entry("MapsId", "Give the entity an id of its own"),
          Map.entry("OrderColumn", "Remove it; a list keeps its order"),
          Map.entry("NamedQuery", "Use a repository method until JPQL is supported"),
          Map.entry("NamedQueries", "Use a repository method until JPQL is supported"),
          Map.entry("NamedNativeQuery", "Use a repository method; there is no SQL"),
          Map.entry("SequenceGenerator", "Put it on the entity or its id"),
          Map.entry("TableGenerator", "Put it on the entity or its id"),
          Map.entry("Model", "Put it on the entity"),
          Map.entry("Table", "Put it on the entity"),
          Map.entry("Cacheable", "Put it on the entity"),
          Map.entry("Converts", "Use one @Convert without attributeName"),
          Map.entry("JoinColumns", "Use one @JoinColumn"));

  private AnnotationCheck() {}

  /** Refuses what is not honoured on a class of this kind. */
  static void checkClass(Place place, Class<?> type, Set<String> allowed) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      if (isPersistence(annotation) && !isIn(allowed, annotation)) {
        refuse(place, annotation);
      }
    }
  }

  /**
   * Refuses annotations of other providers, and those of the time before {@code jakarta}, on a
   * class, on what it inherits, and on all of their members, persistent or not: the names are those
   * that are honoured, so they would be taken for them.
   */
  static void checkForeign(Place place, Class<?> type) {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      refuseForeign(place, at, new HashSet<>());
      Set<String> seen = new HashSet<>(); // a record has them on its field and on its accessor
      for (Field field : at.getDeclaredFields()) {
        refuseForeign(place.in(field.getName()), field, seen);
      }
      for (Method method : at.getDeclaredMethods()) {
        if (!method.isBridge()) {
          refuseForeign(place.in(method.getName()), method, seen);
        }
      }
    }
  }

  private static void refuseForeign(Place place, AnnotatedElement element, Set<String> seen) {
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      if (isForeign(annotation) && seen.add(place.attribute() + annotation)) {
        place.refuse(
            "Annotation of another provider is not supported",
            "annotation",
            "@" + annotation.annotationType().getName(),
            "Use the annotations of jakarta.persistence");
      }
    }
  }

  /** Refuses what is not honoured on an attribute of this kind. */
  static void checkMember(Place place, AnnotatedElement member, Set<String> allowed) {
    for (Annotation annotation : member.getDeclaredAnnotations()) {
      if (!isPersistence(annotation) || isIn(ON_ANY_MEMBER, annotation)) {
        continue;
      }
      if (!isKnown(annotation)) {
        refuse(place, annotation);
      } else if (!isIn(allowed, annotation)) {
        place.refuse(
            "Annotation does not fit the attribute",
            "annotation",
            "@" + annotation.annotationType().getSimpleName(),
            "Remove it, or change the attribute's type");
      }
    }
  }

  /** Refuses annotations on a field or getter that is not the one that access goes through. */
  static void checkUnused(Place place, AnnotatedElement member, String advice) {
    for (Annotation annotation : member.getDeclaredAnnotations()) {
      if (isPersistence(annotation) && !isIn(ON_ANY_MEMBER, annotation)) {
        place.refuse(
            "Annotation is where access does not look",
            "annotation",
            "@" + annotation.annotationType().getSimpleName(),
            advice);
      }
    }
  }

  private static void refuse(Place place, Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    place.refuse(type, ADVICE.getOrDefault(type.getSimpleName(), "Remove it"));
  }

  private static boolean isKnown(Annotation annotation) {
    return List.of(BASIC, EMBEDDED, ELEMENTS, TO_ONE, TO_MANY).stream()
        .anyMatch(names -> isIn(names, annotation));
  }

  private static boolean isIn(Set<String> names, Annotation annotation) {
    return names.contains(annotation.annotationType().getSimpleName());
  }

  private static boolean isPersistence(Annotation annotation) {
    String packageName = annotation.annotationType().getPackageName();
    return packageName.equals(Transient.class.getPackageName())
        || packageName.equals(Model.class.getPackageName());
  }

  private static boolean isForeign(Annotation annotation) {
    return FOREIGN.contains(annotation.annotationType().getPackageName());
  }

  private static Set<String> names(Class<?>... types) {
    return Arrays.stream(types).map(Class::getSimpleName).collect(Collectors.toUnmodifiableSet());
  }
}
