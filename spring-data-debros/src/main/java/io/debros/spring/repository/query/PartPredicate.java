package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.Between;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsEmpty;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.MemberOf;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.Part.IgnoreCaseType;

/** One part of a method name, {@code NameStartingWithIgnoreCase}, as a predicate. */
final class PartPredicate {
  private final PropertyPath property;
  private final Path path;
  private final boolean ignoreCase;
  private final Arguments arguments;

  private PartPredicate(Part part, Arguments arguments) {
    this.property = part.getProperty();
    this.path = Paths.of(property);
    this.ignoreCase =
        part.shouldIgnoreCase() != IgnoreCaseType.NEVER
            && Paths.isText(property)
            && !Paths.isCollection(property);
    this.arguments = arguments;
  }

  /** Takes as many arguments as the part needs. {@link PartChecks} has accepted it. */
  static Predicate of(Part part, Arguments arguments) {
    return new PartPredicate(part, arguments).of(part.getType());
  }

  private Predicate of(Part.Type type) {
    return switch (type) {
      case SIMPLE_PROPERTY -> equal();
      case NEGATING_SIMPLE_PROPERTY -> notEqual();
      case TRUE -> new Comparison(path, Operator.EQUAL, new Literal(true));
      case FALSE -> new Comparison(path, Operator.EQUAL, new Literal(false));
      case IS_NULL -> new IsNull(path);
      case IS_NOT_NULL -> new Not(new IsNull(path));
      case LESS_THAN, BEFORE -> compare(Operator.LESS);
      case LESS_THAN_EQUAL -> compare(Operator.LESS_OR_EQUAL);
      case GREATER_THAN, AFTER -> compare(Operator.GREATER);
      case GREATER_THAN_EQUAL -> compare(Operator.GREATER_OR_EQUAL);
      case BETWEEN -> new Between(left(), next(), next());
      case IN -> in();
      case NOT_IN -> new Not(in());
      case LIKE -> like(UnaryOperator.identity());
      case NOT_LIKE -> new Not(like(UnaryOperator.identity()));
      case STARTING_WITH -> like(LikePattern::startingWith);
      case ENDING_WITH -> like(LikePattern::endingWith);
      case CONTAINING -> containing();
      case NOT_CONTAINING -> new Not(containing());
      case IS_EMPTY -> new IsEmpty(path);
      case IS_NOT_EMPTY -> new Not(new IsEmpty(path));
      case REGEX, EXISTS, NEAR, WITHIN ->
          throw new IllegalStateException("Part was not checked: " + type);
    };
  }

  private Predicate equal() {
    if (arguments.isNextNull()) {
      arguments.next();
      return new IsNull(path);
    }
    return compare(Operator.EQUAL);
  }

  private Predicate notEqual() {
    if (arguments.isNextNull()) {
      arguments.next();
      return new Not(new IsNull(path));
    }
    return compare(Operator.NOT_EQUAL);
  }

  private Predicate compare(Operator operator) {
    return new Comparison(left(), operator, next());
  }

  private Predicate in() {
    List<Expression> values = arguments.nextAll().stream().map(this::folded).toList();
    return new In(left(), values);
  }

  private Predicate like(UnaryOperator<String> pattern) {
    return new Like(left(), folded(arguments.nextPattern(pattern)), LikePattern.ESCAPE);
  }

  private Predicate containing() {
    return Paths.isCollection(property)
        ? new MemberOf(arguments.next(), path)
        : like(LikePattern::containing);
  }

  private Expression left() {
    return folded(path);
  }

  private Expression next() {
    return folded(arguments.next());
  }

  private Expression folded(Expression expression) {
    return ignoreCase ? new IgnoreCase(expression) : expression;
  }
}
