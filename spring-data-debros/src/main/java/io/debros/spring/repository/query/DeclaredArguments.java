package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Expression;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.data.repository.query.Parameter;
import org.springframework.data.repository.query.Parameters;

/** Places for values, named as the method's parameters are: for declaring a query at start. */
final class DeclaredArguments implements Arguments {
  private final Iterator<? extends Parameter> parameters;

  DeclaredArguments(Parameters<?, ?> parameters) {
    this.parameters = parameters.getBindableParameters().iterator();
  }

  @Override
  public boolean isNextNull() {
    return false;
  }

  @Override
  public Expression next() {
    Parameter parameter = parameters.next();
    return new Expression.Parameter(
        parameter.getName().orElseGet(() -> String.valueOf(parameter.getIndex() + 1)));
  }

  @Override
  public Expression nextPattern(UnaryOperator<String> pattern) {
    return next();
  }

  @Override
  public List<Expression> nextAll() {
    return List.of(next());
  }
}
