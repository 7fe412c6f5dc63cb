package io.debros.spring.autoconfigure;

import io.debros.jpa.merge.ConflictResolver;
import jakarta.validation.ValidatorFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Lets the persistence unit use beans: the validator, conflict resolvers, and entity listeners and
 * attribute converters, which are taken from the context if they are beans, and otherwise made and
 * injected by it.
 */
final class UnitBeans {
  private static final boolean VALIDATION =
      ClassUtils.isPresent("jakarta.validation.ValidatorFactory", UnitBeans.class.getClassLoader());

  private final BeanFactory beans;

  UnitBeans(BeanFactory beans) {
    this.beans = beans;
  }

  /** Properties of the persistence unit that are objects. */
  Map<String, Object> unitProperties() {
    Map<String, Object> unit = new LinkedHashMap<>();
    Function<Class<?>, Object> source = this::bean;
    unit.put("debros.beans", source);
    unit.put(
        "debros.conflict-resolvers",
        beans.getBeanProvider(ConflictResolver.class).orderedStream().toList());
    if (VALIDATION) {
      Validation.addTo(unit, beans);
    }
    return unit;
  }

  private Object bean(Class<?> type) {
    Object bean = beans.getBeanProvider(type).getIfUnique();
    return bean != null ? bean : ((AutowireCapableBeanFactory) beans).createBean(type);
  }

  /** Loaded only if the class path has Jakarta Validation. */
  private static final class Validation {
    static void addTo(Map<String, Object> unit, BeanFactory beans) {
      ValidatorFactory factory = beans.getBeanProvider(ValidatorFactory.class).getIfUnique();
      if (factory != null) {
        unit.put("jakarta.persistence.validation.factory", factory);
      }
    }
  }
}
