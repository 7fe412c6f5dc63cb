package io.debros.jpa.query.plan;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Parameter;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.And;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsEmpty;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.MemberOf;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Predicate.Or;
import io.debros.jpa.query.plan.Operand.FieldOperand;
import io.debros.jpa.query.plan.Operand.Placeholder;
import io.debros.jpa.query.plan.Operand.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a normal predicate on one entity into a condition: paths become fields, literals stored
 * values. One per query; one thread at a time.
 */
final class Resolver {
  private final EntityModel entity;
  private final Literals literals;
  private final SemiJoins semiJoins;

  Resolver(EntityModel entity, Literals literals, SemiJoins semiJoins) {
    this.entity = entity;
    this.literals = literals;
    this.semiJoins = semiJoins;
  }

  /**
   * The condition of a normal predicate.
   *
   * @throws IllegalArgumentException for an unknown attribute, a value that does not fit, or an
   *     operator that the attribute does not have
   */
  Condition condition(Predicate normal) {
    if (normal instanceof And and) {
      return new Condition.And(and.parts().stream().map(this::condition).toList());
    } else if (normal instanceof Or or) {
      return new Condition.Or(or.parts().stream().map(this::condition).toList());
    }
    Condition joined = semiJoins.find(entity, normal);
    if (joined != null) {
      return joined;
    }
    return normal instanceof Not not ? new Condition.Not(leaf(not.part())) : leaf(normal);
  }

  /** The field at the end of a path, which must be a single value. */
  Field field(Path path) {
    Field field = Field.of(entity, entity.resolve(path.steps()));
    requireSingle(field, path);
    return field;
  }

  private Condition leaf(Predicate leaf) {
    if (leaf instanceof Comparison comparison) {
      return compare(comparison);
    } else if (leaf instanceof In in) {
      return in(in);
    } else if (leaf instanceof Like like) {
      return like(like);
    } else if (leaf instanceof IsNull isNull) {
      return new Condition.IsNull(anyField(isNull.path()));
    } else if (leaf instanceof IsEmpty isEmpty) {
      return new Condition.IsEmpty(collection(isEmpty.path()));
    } else if (leaf instanceof MemberOf member) {
      Field collection = collection(member.collection());
      return new Condition.Member(operand(member.element(), collection), collection);
    }
    throw new IllegalStateException("Predicate is not in normal form: " + leaf);
  }

  private Condition compare(Comparison comparison) {
    Expression left = comparison.left();
    Expression right = comparison.right();
    Field leftField = findField(left);
    Field rightField = findField(right);
    if (leftField == null && rightField != null) { // fields stand on the left
      return new Condition.Compare(
          new FieldOperand(rightField), mirrored(comparison.operator()), operand(left, rightField));
    }
    return new Condition.Compare(
        operand(left, rightField), comparison.operator(), operand(right, leftField));
  }

  private Condition in(In in) {
    Field field = findField(in.left());
    Operand left = operand(in.left(), null);
    List<Operand> operands = new ArrayList<>();
    in.values().forEach(value -> operands.add(operand(value, field)));
    if (operands.stream().allMatch(Value.class::isInstance)) {
      return new Condition.In(left, ValueSet.of(operands.stream().map(Value.class::cast).toList()));
    }
    return new Condition.InOperands(left, operands);
  }

  private Condition like(Like like) {
    Operand left = operand(like.left(), null);
    if (left instanceof FieldOperand operand) {
      literals.requireText(operand.field(), "like");
    }
    boolean folded = like.pattern() instanceof IgnoreCase;
    Expression pattern = folded ? ((IgnoreCase) like.pattern()).of() : like.pattern();
    if (pattern instanceof Parameter parameter) {
      return new Condition.LikePlaceholder(left, new Placeholder(parameter.name()));
    }
    if (pattern instanceof Literal literal && literal.value() == null) {
      return new Condition.Compare(left, Operator.EQUAL, Value.NULL); // unknown
    }
    if (pattern instanceof Literal literal && literal.value() instanceof String text) {
      LikePattern compiled = LikePattern.of(text, like.escape());
      return new Condition.Like(left, folded ? compiled.folded() : compiled);
    }
    throw new IllegalArgumentException(
        problem("Pattern is not a text")
            .at("entity", entity.name())
            .at("pattern", pattern)
            .advice("Give the pattern as a literal or a parameter")
            .toString());
  }

  /**
   * @param other what the operand is compared with, if that is a field
   */
  private Operand operand(Expression expression, @Nullable Field other) {
    Field field = findField(expression);
    if (field != null) {
      return new FieldOperand(field);
    }
    boolean folded = expression instanceof IgnoreCase;
    Expression inner = folded ? ((IgnoreCase) expression).of() : expression;
    if (inner instanceof Parameter parameter) {
      return new Placeholder(parameter.name());
    }
    Value value = literals.value(other, ((Literal) inner).value());
    return folded && value.sortable() instanceof String text
        ? new Value(Field.folded(text), value.stored())
        : value;
  }

  private @Nullable Field findField(Expression expression) {
    if (expression instanceof Path path) {
      return field(path);
    }
    if (expression instanceof IgnoreCase folded && folded.of() instanceof Path path) {
      Field field = field(path);
      literals.requireText(field, "ignore case");
      return field.ignoringCase();
    }
    return null;
  }

  private Field anyField(Path path) {
    return Field.of(entity, entity.resolve(path.steps()));
  }

  private Field collection(Path path) {
    Field field = anyField(path);
    if (field.next() == null && field.attribute().kind() instanceof ElementCollection) {
      return field;
    }
    throw misused(field, "Attribute is not a collection", "Name a collection of the entity");
  }

  private void requireSingle(Field field, Path path) {
    Field end = field;
    while (end.next() != null) {
      if (Associations.isInverse(end.attribute())) {
        throw misused(
            field,
            "Path through the inverse side of an association cannot be read row by row",
            "Compare it with a value, or query " + Associations.target(end.attribute()).name());
      }
      end = end.next();
    }
    if (end.attribute().kind() instanceof ElementCollection) {
      throw misused(field, "Collection is used as a single value", "Use member of or is empty");
    } else if (end.attribute().kind() instanceof Embedded embedded) {
      throw misused(
          field,
          "Embeddable is used as a single value",
          "Name one of its attributes, such as "
              + path
              + "."
              + embedded.model().attributes().get(0).name());
    } else if (!(end.attribute().kind() instanceof Basic) && !end.attribute().isStored()) {
      throw misused(field, "Association is not stored with its row", "Query the other side");
    }
  }

  private IllegalArgumentException misused(Field field, String sentence, String advice) {
    return new IllegalArgumentException(
        problem(sentence)
            .at("entity", entity.name())
            .at("attribute", field.name())
            .advice(advice)
            .toString());
  }

  private static Operator mirrored(Operator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> operator;
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
    };
  }
}
