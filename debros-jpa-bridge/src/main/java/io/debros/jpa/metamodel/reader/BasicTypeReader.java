package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.BasicType;
import io.debros.jpa.metamodel.ValueType;
import jakarta.persistence.Convert;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import jakarta.persistence.Version;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the row of the value table for an attribute, an element or a key of a map. */
final class BasicTypeReader {
  private static final Set<ValueType> LARGE =
      Set.of(ValueType.TEXT, ValueType.BYTES, ValueType.BYTE_OBJECTS, ValueType.CHARACTERS);

  private final Converters converters;

  BasicTypeReader(Converters converters) {
    this.converters = converters;
  }

  /**
   * The type of a single value.
   *
   * @param member the attribute that is or holds it
   * @param javaType its class
   * @return null if it was refused
   */
  @Nullable BasicType read(Place place, PersistentMember member, Class<?> javaType) {
    Enumerated enumerated = member.find(Enumerated.class);
    checkTemporal(place, member);
    Converters.Target converter = converter(place, member, javaType, enumerated != null);
    BasicType type =
        converter == null
            ? plain(place, javaType, enumerated == null ? EnumType.ORDINAL : enumerated.value())
            : converted(place, javaType, converter);
    if (enumerated != null && !javaType.isEnum()) {
      place.refuse("Attribute is not an enum", "type", javaType.getName(), "Remove @Enumerated");
    }
    if (type != null && member.has(Lob.class) && !LARGE.contains(type.valueType())) {
      place.refuse(Lob.class, "Use it on text or bytes only");
    }
    return type;
  }

  /** The type of a map's keys; null if it was refused. */
  @Nullable BasicType readKey(Place place, PersistentMember member, Class<?> javaType) {
    MapKeyEnumerated enumerated = member.find(MapKeyEnumerated.class);
    BasicType type =
        plain(place, javaType, enumerated == null ? EnumType.ORDINAL : enumerated.value());
    if (type != null && !isKey(type.valueType())) {
      place.refuse(
          "Type cannot be a key of a map",
          "type",
          javaType.getName(),
          "Use text, a whole number, a UUID or an enum");
      return null;
    }
    return type;
  }

  private static boolean isKey(ValueType type) {
    return switch (type) {
      case TEXT, CHARACTER, UUID, ENUM_NAME, ENUM_ORDINAL, LOCAL_DATE, YEAR -> true;
      default -> type.isInteger();
    };
  }

  private Converters.@Nullable Target converter(
      Place place, PersistentMember member, Class<?> javaType, boolean enumerated) {
    Convert convert = member.find(Convert.class);
    boolean special = member.has(Id.class) || member.has(Version.class) || enumerated;
    if (convert == null) {
      return special ? null : converters.autoAppliedTo(javaType);
    }
    if (!convert.attributeName().isEmpty()) {
      place.refuse(Convert.class, "attributeName", "Put @Convert on the attribute itself");
      return null;
    }
    if (convert.disableConversion()) {
      return null;
    }
    if (special) {
      place.refuse(Convert.class, "Remove it; ids, versions and @Enumerated are not converted");
      return null;
    }
    return convert.converter().isInterface()
        ? converters.autoAppliedTo(javaType)
        : converters.of(convert.converter());
  }

  private static @Nullable BasicType converted(
      Place place, Class<?> javaType, Converters.Target converter) {
    String name = converter.conversion().converterType().getSimpleName();
    if (!boxed(javaType).equals(boxed(converter.attributeType()))
        && !converter.attributeType().isAssignableFrom(javaType)) {
      place.refuse(
          "Converter takes another type",
          "converter",
          name,
          "Use a converter of " + javaType.getName());
      return null;
    }
    ValueType stored = ValueType.of(converter.storedType());
    if (stored == null) {
      place.refuse(
          "Converter gives a type that documents cannot hold",
          "type",
          converter.storedType().getName(),
          "Convert to text, a number, a date or bytes");
      return null;
    }
    return new BasicType(javaType, converter.storedType(), stored, converter.conversion());
  }

  private static @Nullable BasicType plain(Place place, Class<?> javaType, EnumType enums) {
    ValueType type = ValueType.of(javaType);
    if (type == null) {
      place.refuse(
          "Type cannot be stored",
          "type",
          javaType.getTypeName(),
          "Convert it with @Convert, make it @Embeddable, or mark it @Transient");
      return null;
    }
    if (type == ValueType.ENUM_ORDINAL) {
      refuseEnumeratedValue(place, javaType);
      return BasicType.of(javaType, enums == EnumType.STRING ? ValueType.ENUM_NAME : type);
    }
    return BasicType.of(javaType, type);
  }

  private static void refuseEnumeratedValue(Place place, Class<?> enumType) {
    for (Field field : enumType.getDeclaredFields()) {
      if (field.isAnnotationPresent(EnumeratedValue.class)) {
        place.refuse(EnumeratedValue.class, "Use @Enumerated or an AttributeConverter");
      }
    }
  }

  @SuppressWarnings("deprecation") // existing applications still say @Temporal(TIMESTAMP)
  private static void checkTemporal(Place place, PersistentMember member) {
    Temporal temporal = member.find(Temporal.class);
    if (temporal != null && temporal.value() != TemporalType.TIMESTAMP) {
      place.refuse(Temporal.class, "value", "Use LocalDate or LocalTime");
    }
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
