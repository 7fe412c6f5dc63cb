package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.EntityValidator;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.unit.PersistenceUnit;
import io.debros.jpa.unit.StandardProperties;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.ValidationMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the validator of a persistence unit. Bean Validation may be absent. */
final class Validators {
  private static final Logger log = LoggerFactory.getLogger(Validators.class);
  private static final String API = "jakarta.validation.Validation";
  private static final String DEFAULT_GROUP = "jakarta.validation.groups.Default";

  private Validators() {}

  /**
   * The validator that the unit's mode asks for. {@code AUTO} validates if a provider is there,
   * {@code CALLBACK} insists on one.
   *
   * @throws PersistenceException if the mode insists and there is none
   */
  static EntityValidator of(PersistenceUnit unit, Metamodel metamodel) {
    if (unit.validationMode() == ValidationMode.NONE) {
      return EntityValidator.NONE;
    }
    Object factory = unit.properties().get(StandardProperties.VALIDATION_FACTORY);
    boolean insists = unit.validationMode() == ValidationMode.CALLBACK || factory != null;
    EntityValidator validator =
        isPresent() ? BeanValidation.find(factory, groups(unit), metamodel) : null;
    return validator == null ? absent(unit, insists) : validator;
  }

  private static boolean isPresent() {
    try {
      Class.forName(API, false, Validators.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static EntityValidator absent(PersistenceUnit unit, boolean insists) {
    if (insists) {
      throw new PersistenceException(
          problem("Validation is asked for, but no provider is on the class path")
              .at("unit", unit.name())
              .advice("Add a Bean Validation provider, or set the validation mode to NONE")
              .toString());
    }
    log.debug("Unit {} runs without Bean Validation: no provider on the class path", unit.name());
    return EntityValidator.NONE;
  }

  private static Map<CallbackEvent, Class<?>[]> groups(PersistenceUnit unit) {
    Map<CallbackEvent, Class<?>[]> groups = new EnumMap<>(CallbackEvent.class);
    put(
        groups,
        CallbackEvent.PRE_PERSIST,
        unit,
        StandardProperties.GROUP_PRE_PERSIST,
        DEFAULT_GROUP);
    put(groups, CallbackEvent.PRE_UPDATE, unit, StandardProperties.GROUP_PRE_UPDATE, DEFAULT_GROUP);
    put(groups, CallbackEvent.PRE_REMOVE, unit, StandardProperties.GROUP_PRE_REMOVE, "");
    return groups;
  }

  private static void put(
      Map<CallbackEvent, Class<?>[]> groups,
      CallbackEvent event,
      PersistenceUnit unit,
      String key,
      String otherwise) {
    Object value = unit.properties().getOrDefault(key, otherwise);
    if (value instanceof Class<?>[] classes) {
      groups.put(event, classes);
    } else if (value instanceof Class<?> single) {
      groups.put(event, new Class<?>[] {single});
    } else {
      groups.put(event, load(unit, key, value.toString()));
    }
  }

  private static Class<?>[] load(PersistenceUnit unit, String key, String names) {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      if (!name.isBlank()) {
        classes.add(load(unit, key, names, name.strip()));
      }
    }
    return classes.toArray(Class<?>[]::new);
  }

  private static Class<?> load(PersistenceUnit unit, String key, String names, String name) {
    try {
      return Class.forName(name, false, unit.classLoader());
    } catch (ClassNotFoundException unknown) {
      throw new PersistenceException(
          problem("Cannot load a validation group")
              .at("unit", unit.name())
              .at("key", key)
              .at("value", names)
              .at("class", name)
              .advice("Name an interface of the class path")
              .toString(),
          unknown);
    }
  }
}
