package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.context.EntityValidator;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Path;
import jakarta.validation.TraversableResolver;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.lang.annotation.ElementType;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs Bean Validation. Needs its API on the class path, so nothing but {@link Validators} refers
 * to this class. What is lazy is not loaded, and validation does not go on to other entities.
 * Thread-safe.
 */
final class BeanValidation implements EntityValidator, AutoCloseable {
  private final Validator validator;
  private final Map<CallbackEvent, Class<?>[]> groups;
  private final @Nullable ValidatorFactory ownFactory;

  private BeanValidation(
      Validator validator,
      Map<CallbackEvent, Class<?>[]> groups,
      @Nullable ValidatorFactory ownFactory) {
    this.validator = validator;
    this.groups = groups;
    this.ownFactory = ownFactory;
  }

  /**
   * Validates with a given factory, or with one of our own; null if no provider is on the class
   * path to make one.
   *
   * @param given a {@link ValidatorFactory}; null to build the default one
   * @param groups to validate per event; an event without groups is not validated
   * @throws IllegalArgumentException if what is given is no factory
   */
  static @Nullable BeanValidation find(
      @Nullable Object given, Map<CallbackEvent, Class<?>[]> groups, Metamodel metamodel) {
    if (given != null && !(given instanceof ValidatorFactory)) {
      throw new IllegalArgumentException(
          problem("Validation factory is of the wrong type")
              .at("class", given.getClass().getName())
              .advice("Pass a jakarta.validation.ValidatorFactory")
              .toString());
    }
    if (given instanceof ValidatorFactory factory) {
      return new BeanValidation(validator(factory, metamodel), groups, null);
    }
    try {
      ValidatorFactory own = Validation.buildDefaultValidatorFactory();
      return new BeanValidation(validator(own, metamodel), groups, own);
    } catch (NoProviderFoundException none) {
      return null;
    }
  }

  private static Validator validator(ValidatorFactory factory, Metamodel metamodel) {
    return factory.usingContext().traversableResolver(new Boundaries(metamodel)).getValidator();
  }

  @Override
  public void validate(CallbackEvent event, Object entity) {
    Class<?>[] wanted = groups.get(event);
    if (wanted == null || wanted.length == 0) {
      return;
    }
    Set<ConstraintViolation<Object>> violations = validator.validate(entity, wanted);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(text(event, entity, violations), violations);
    }
  }

  private static String text(
      CallbackEvent event, Object entity, Set<ConstraintViolation<Object>> violations) {
    Set<String> broken = new TreeSet<>();
    violations.forEach(
        violation -> broken.add(violation.getPropertyPath() + " " + violation.getMessage()));
    return problem("Entity breaks its constraints")
        .at("entity", entity.getClass().getSimpleName())
        .at("event", event)
        .at("violations", broken)
        .advice("Correct the attributes; nothing was written")
        .toString();
  }

  @Override
  public void close() {
    if (ownFactory != null) {
      ownFactory.close();
    }
  }

  /** Where validation stops. */
  private record Boundaries(Metamodel metamodel) implements TraversableResolver {

    @Override
    public boolean isReachable(
        @Nullable Object holder, Path.Node node, Class<?> root, Path path, ElementType type) {
      AttributeModel attribute = attribute(holder, node);
      return attribute == null || holder == null || Lazy.isLoaded(attribute.get(holder));
    }

    @Override
    public boolean isCascadable(
        @Nullable Object holder, Path.Node node, Class<?> root, Path path, ElementType type) {
      AttributeModel attribute = attribute(holder, node);
      return attribute == null || !attribute.isAssociation();
    }

    private @Nullable AttributeModel attribute(@Nullable Object holder, Path.Node node) {
      EntityModel model = holder == null ? null : metamodel.findEntity(holder.getClass());
      return model == null || node.getName() == null ? null : model.findAttribute(node.getName());
    }
  }
}
