package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Expression;
import java.util.List;
import java.util.function.UnaryOperator;

/** The values of a derived query, taken in the order in which its parts need them. */
interface Arguments {
  /** Whether the next one is null, which asks for rows without a value. */
  boolean isNextNull();

  /** Takes the next one as it is. */
  Expression next();

  /** Takes the next one, text, as a pattern that is made of it; null stays null. */
  Expression nextPattern(UnaryOperator<String> pattern);

  /** Takes the elements of the next one. */
  List<Expression> nextAll();
}
