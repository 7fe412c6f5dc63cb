package io.debros.spring.repository.query;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.Literal;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.query.ParameterAccessor;
import org.springframework.util.ObjectUtils;

/** The values of one call. */
final class BoundArguments implements Arguments {
  private final ParameterAccessor accessor;
  private int index;

  BoundArguments(ParameterAccessor accessor) {
    this.accessor = accessor;
  }

  @Override
  public boolean isNextNull() {
    return accessor.getBindableValue(index) == null;
  }

  @Override
  public Expression next() {
    return new Literal(value());
  }

  @Override
  public Expression nextPattern(UnaryOperator<String> pattern) {
    Object text = value();
    return new Literal(text == null ? null : pattern.apply(text.toString()));
  }

  @Override
  public List<Expression> nextAll() {
    Object value = value();
    if (value == null) {
      throw new IllegalArgumentException(
          problem("A collection of values must not be null")
              .at("argument", index)
              .advice("Pass an empty collection for none")
              .toString());
    }
    return elements(value).<Expression>map(Literal::new).toList();
  }

  private @Nullable Object value() {
    return accessor.getBindableValue(index++);
  }

  private static Stream<?> elements(Object value) {
    return value instanceof Iterable<?> several
        ? StreamSupport.stream(several.spliterator(), false)
        : Arrays.stream(ObjectUtils.toObjectArray(value));
  }
}
