package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.Callbacks;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import io.debros.jpa.metamodel.IndexModel;
import io.debros.jpa.metamodel.InstanceFactory;
import io.debros.jpa.metamodel.Instantiator;
import io.debros.jpa.metamodel.Placement;
import io.debros.jpa.metamodel.ValueType;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads one entity class. */
final class EntityReader {
  private static final Set<ValueType> VERSIONS =
      Set.of(
          ValueType.SHORT,
          ValueType.INTEGER,
          ValueType.LONG,
          ValueType.TIMESTAMP,
          ValueType.INSTANT,
          ValueType.LOCAL_DATE_TIME);

  private final Place place;
  private final Class<?> type;
  private final String name;
  private final List<Class<?>> hierarchy;

  EntityReader(Problems problems, Class<?> type) {
    this.type = type;
    this.name = nameOf(type);
    this.place = new Place(problems, name, null);
    this.hierarchy = Hierarchy.of(type);
  }

  /** The entity name of a class. */
  static String nameOf(Class<?> type) {
    Entity entity = type.getAnnotation(Entity.class);
    return entity == null || entity.name().isEmpty() ? type.getSimpleName() : entity.name();
  }

  /** The model; null if the class cannot be used at all. */
  @Nullable EntityModel read(
      AttributeReader reader, Generators generators, InstanceFactory factory) {
    for (Class<?> at : hierarchy) {
      AnnotationCheck.checkClass(
          place, at, at == type ? AnnotationCheck.ON_ENTITY : AnnotationCheck.ON_SUPERCLASS);
    }
    AnnotationCheck.checkForeign(place, type);
    checkClass();
    Map<String, AttributeModel> attributes = attributes(reader);
    List<AttributeModel> list = List.copyOf(attributes.values());
    DocumentKeys.check(place, list);
    Callbacks callbacks = CallbackReader.read(place, hierarchy, factory);
    List<IndexModel> indexes = IndexReader.read(place, type.getAnnotation(Table.class), list);
    AttributeModel id = id(list);
    AttributeModel version = version(list);
    Instantiator instantiator = type.isRecord() ? null : Instantiators.of(place, type);
    if (id == null || instantiator == null) {
      return null;
    }
    PlacementReader placements = new PlacementReader(place, type, attributes);
    AttributeModel owner = placements.owner();
    Placement placement = placements.placement(id);
    MergeCheck.check(place, list, owner, placement);
    IdReader ids = new IdReader(place, generators);
    IdGeneration generation = ids.generation(id);
    return new EntityModel(
        name,
        type,
        list,
        id,
        version,
        owner,
        generation,
        ids.sequence(id, generation),
        placement,
        indexes,
        callbacks,
        instantiator);
  }

  private void checkClass() {
    if (type.isRecord()) {
      place.refuse("Entity is a record", "Make it a class; records can be @Embeddable");
    }
    for (Class<?> at = type.getSuperclass(); at != null; at = at.getSuperclass()) {
      if (at.isAnnotationPresent(Entity.class)) {
        place.refuse(
            "Entity extends another entity",
            "superclass",
            nameOf(at),
            "Make the superclass a @MappedSuperclass");
      }
    }
    Cacheable cacheable = type.getAnnotation(Cacheable.class);
    if (cacheable != null && cacheable.value()) {
      place.refuse(Cacheable.class, "Remove it; there is no shared cache yet");
    }
  }

  private Map<String, AttributeModel> attributes(AttributeReader reader) {
    AccessType access = Hierarchy.defaultAccess(hierarchy);
    Overrides overrides = Overrides.of(type, Overrides.NONE);
    Map<String, AttributeModel> attributes = new LinkedHashMap<>();
    for (PersistentMember member : MemberReader.read(place, hierarchy, access)) {
      AttributeModel attribute = reader.read(place.in(member.name()), member, access, overrides);
      if (attribute != null) {
        attributes.put(attribute.name(), attribute);
      }
    }
    overrides.refuseUnused(place);
    return attributes;
  }

  private @Nullable AttributeModel id(List<AttributeModel> attributes) {
    List<AttributeModel> ids = attributes.stream().filter(AttributeModel::isId).toList();
    if (ids.size() != 1) {
      place.refuse(
          ids.isEmpty() ? "Entity has no id" : "Entity has several ids",
          "Annotate one attribute of text, a number or a UUID with @Id");
      return null;
    }
    AttributeModel id = ids.get(0);
    if (!isOf(id, EntityReader::isIdType)) {
      place
          .in(id.name())
          .refuse(
              "Type cannot be an id",
              "type",
              id.javaType().getName(),
              "Use String, UUID or a whole number");
    }
    return id;
  }

  private static boolean isIdType(ValueType valueType) {
    return valueType == ValueType.TEXT || valueType == ValueType.UUID || valueType.isInteger();
  }

  private static boolean isOf(AttributeModel attribute, Predicate<ValueType> types) {
    return attribute.kind() instanceof Basic basic
        && basic.type().conversion() == null
        && types.test(basic.type().valueType());
  }

  private @Nullable AttributeModel version(List<AttributeModel> attributes) {
    List<AttributeModel> versions = attributes.stream().filter(AttributeModel::isVersion).toList();
    if (versions.size() > 1) {
      place.refuse("Entity has several versions", "Leave one @Version");
    }
    for (AttributeModel version : versions) {
      if (!isOf(version, VERSIONS::contains)) {
        place
            .in(version.name())
            .refuse(
                "Type cannot be a version",
                "type",
                version.javaType().getName(),
                "Use int, long, short, Instant, LocalDateTime or Timestamp");
      }
    }
    return versions.isEmpty() ? null : versions.get(0);
  }
}
