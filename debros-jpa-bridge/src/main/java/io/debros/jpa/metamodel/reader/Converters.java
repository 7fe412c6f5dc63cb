package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.Conversion;
import io.debros.jpa.metamodel.InstanceFactory;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The attribute converters of a persistence unit. */
final class Converters {
  private final InstanceFactory factory;
  private final Map<Class<?>, Target> known = new HashMap<>();
  private final Map<Class<?>, Target> autoApplied = new HashMap<>();

  /** A converter and what it turns attributes into. */
  record Target(Conversion conversion, Class<?> attributeType, Class<?> storedType) {}

  Converters(Problems problems, Iterable<Class<?>> managed, InstanceFactory factory) {
    this.factory = factory;
    for (Class<?> type : managed) {
      Converter converter = type.getAnnotation(Converter.class);
      if (converter != null && isConverter(problems, type) && converter.autoApply()) {
        autoApply(problems, type);
      }
    }
  }

  private static boolean isConverter(Problems problems, Class<?> type) {
    if (!AttributeConverter.class.isAssignableFrom(type)) {
      new Place(problems, type.getSimpleName(), null)
          .refuse("Converter does not implement AttributeConverter", "Implement it");
      return false;
    }
    return true;
  }

  private void autoApply(Problems problems, Class<?> type) {
    Target target = of(type);
    Target other = autoApplied.putIfAbsent(target.attributeType(), target);
    if (other != null) {
      new Place(problems, type.getSimpleName(), null)
          .refuse(
              "Two converters apply to one type",
              "other",
              other.conversion().converterType().getSimpleName(),
              "Set autoApply on one of them only");
    }
  }

  /** A converter that an attribute names. */
  Target of(Class<?> type) {
    return known.computeIfAbsent(type, this::read);
  }

  /** The converter for every attribute of a type; null if there is none. */
  @Nullable Target autoAppliedTo(Class<?> attributeType) {
    return autoApplied.get(attributeType);
  }

  private Target read(Class<?> type) {
    List<Class<?>> sides = new TypeResolution(type).argumentsOf(AttributeConverter.class);
    return new Target(new Conversion(type, new Once(type, factory)), sides.get(0), sides.get(1));
  }

  /** Makes the converter at its first use. */
  private static final class Once implements Supplier<AttributeConverter<Object, Object>> {
    private final Class<?> type;
    private final InstanceFactory factory;
    private volatile @Nullable AttributeConverter<Object, Object> instance;

    Once(Class<?> type, InstanceFactory factory) {
      this.type = type;
      this.factory = factory;
    }

    @Override
    @SuppressWarnings("unchecked")
    public AttributeConverter<Object, Object> get() {
      AttributeConverter<Object, Object> made = instance;
      if (made == null) {
        synchronized (this) {
          made = instance;
          if (made == null) {
            made = (AttributeConverter<Object, Object>) factory.instance(type);
            instance = made;
          }
        }
      }
      return made;
    }
  }
}
