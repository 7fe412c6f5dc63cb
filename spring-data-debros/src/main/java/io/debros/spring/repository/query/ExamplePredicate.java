package io.debros.spring.repository.query;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.ExampleMatcher.NullHandler;
import org.springframework.data.domain.ExampleMatcher.StringMatcher;
import org.springframework.data.support.ExampleMatcherAccessor;
import org.springframework.data.util.ProxyUtils;

/**
 * A probe and its matcher as a predicate. Collections and maps of the probe do not count; an
 * associated entity with an id counts by its id, one without by its attributes.
 */
public final class ExamplePredicate {
  private final ExampleMatcherAccessor matcher;
  private final List<Predicate> conditions = new ArrayList<>();

  private ExamplePredicate(ExampleMatcher matcher) {
    this.matcher = new ExampleMatcherAccessor(matcher);
  }

  /**
   * @throws IllegalArgumentException for a regular expression
   */
  public static Predicate of(Example<?> example) {
    ExamplePredicate predicate = new ExamplePredicate(example.getMatcher());
    predicate.collect("", example.getProbe());
    if (predicate.conditions.isEmpty()) {
      return Predicate.TRUE;
    }
    return example.getMatcher().isAllMatching()
        ? new And(predicate.conditions)
        : new Or(predicate.conditions);
  }

  private void collect(String prefix, Object bean) {
    EntityAttributes attributes = EntityAttributes.of(ProxyUtils.getUserClass(bean));
    for (String name : attributes.names()) {
      String path = prefix + name;
      if (!matcher.isIgnoredPath(path)) {
        condition(path, attributes.value(bean, name), attributes.type(name));
      }
    }
  }

  private void condition(String path, @Nullable Object raw, Class<?> type) {
    if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
      return;
    }
    Object value =
        matcher.getValueTransformerForPath(path).apply(Optional.ofNullable(raw)).orElse(null);
    if (value == null) {
      if (matcher.getNullHandler() == NullHandler.INCLUDE) {
        conditions.add(new IsNull(Path.of(path)));
      }
    } else if (type.isAnnotationPresent(Embeddable.class)) {
      collect(path + ".", value);
    } else if (type.isAnnotationPresent(Entity.class)) {
      associated(path, value);
    } else {
      conditions.add(value instanceof String text ? text(path, text) : equal(path, value));
    }
  }

  private void associated(String path, Object entity) {
    EntityAttributes attributes = EntityAttributes.of(ProxyUtils.getUserClass(entity));
    boolean known = attributes.id().map(id -> attributes.value(entity, id)).isPresent();
    if (known || ProxyUtils.getUserClass(entity) != entity.getClass()) { // a proxy has an id
      conditions.add(equal(path, entity));
    } else {
      collect(path + ".", entity);
    }
  }

  private static Predicate equal(String path, Object value) {
    return new Comparison(Path.of(path), Operator.EQUAL, new Literal(value));
  }

  private Predicate text(String path, String text) {
    StringMatcher how = matcher.getStringMatcherForPath(path);
    return switch (how) {
      case DEFAULT, EXACT ->
          new Comparison(
              folded(path, Path.of(path)), Operator.EQUAL, folded(path, new Literal(text)));
      case STARTING -> like(path, LikePattern.startingWith(text));
      case ENDING -> like(path, LikePattern.endingWith(text));
      case CONTAINING -> like(path, LikePattern.containing(text));
      case REGEX ->
          throw new IllegalArgumentException(
              problem("Regular expressions are not supported in examples")
                  .at("property", path)
                  .advice("Match it exactly, by its start, its end, or what it contains")
                  .toString());
    };
  }

  private Predicate like(String path, String pattern) {
    return new Like(
        folded(path, Path.of(path)), folded(path, new Literal(pattern)), LikePattern.ESCAPE);
  }

  private Expression folded(String path, Expression expression) {
    return matcher.isIgnoreCaseForPath(path) ? new IgnoreCase(expression) : expression;
  }
}
