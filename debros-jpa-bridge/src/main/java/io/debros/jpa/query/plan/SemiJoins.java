package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.PropertyPath;
import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.IgnoreCase;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Parameter;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.In;
import io.debros.jpa.query.model.Predicate.IsEmpty;
import io.debros.jpa.query.model.Predicate.IsNull;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.MemberOf;
import io.debros.jpa.query.model.Predicate.Not;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A condition on another entity's attribute, author.name = 'Ada', holds for the posts whose author
 * is among the users with name = 'Ada'. Rows without an author, or with one that has not arrived,
 * are not among them, whatever the condition: as with an inner join, but leaf by leaf, so that the
 * other branch of an "or" may still find them. Negations are at the leaves already.
 */
/** Turns conditions on other entities into plans of those entities. Stateless. */
final class SemiJoins {
  private final Function<Query, Plan> planner;

  SemiJoins(Function<Query, Plan> planner) {
    this.planner = planner;
  }

  /** The semi-join for a leaf (or its negation) on another entity; null if it is on the row. */
  @Nullable Condition find(EntityModel entity, Predicate leaf) {
    boolean negated = leaf instanceof Not;
    Predicate inner = leaf instanceof Not not ? not.part() : leaf;
    Path path = onlyPath(inner);
    if (path == null) {
      return null;
    }
    PropertyPath resolved = entity.resolve(path.steps()).withoutForeignId();
    AttributeModel association = resolved.head().leaf();
    if (inner instanceof IsNull || inner instanceof IsEmpty) {
      return resolved.crossesAssociation()
          ? through(entity, resolved, leaf)
          : absence(entity, association, negated);
    }
    if (resolved.crossesAssociation()) {
      return through(entity, resolved, leaf);
    }
    return association.isStored() ? null : pointedAt(entity, association, inner, negated);
  }

  /** {@code author.name = 'Ada'}, {@code profile.city is null}. */
  private Condition through(EntityModel entity, PropertyPath path, Predicate leaf) {
    AttributeModel association = path.head().leaf();
    Predicate condition = moved(leaf, new Path(names(path.tail())));
    return among(entity, Field.of(entity, path.head()), association, condition);
  }

  /** {@code posts is empty}, {@code profile is null}: nobody points at the row. */
  private @Nullable Condition absence(EntityModel entity, AttributeModel inverse, boolean negated) {
    if (inverse.isStored()) {
      return null;
    }
    Condition pointedAt = among(entity, Associations.id(entity), inverse, Predicate.TRUE);
    return negated ? pointedAt : new Condition.Not(pointedAt);
  }

  /** {@code profile = :p}, {@code :post member of posts}. */
  private Condition pointedAt(
      EntityModel entity, AttributeModel inverse, Predicate leaf, boolean negated) {
    Path id = Path.of(Associations.target(inverse).id().name());
    Predicate condition =
        leaf instanceof MemberOf member
            ? new Comparison(id, Operator.EQUAL, member.element())
            : moved(leaf, id);
    if (negated && leaf instanceof MemberOf) {
      return new Condition.Not(among(entity, Associations.id(entity), inverse, condition));
    }
    return among(
        entity, Associations.id(entity), inverse, negated ? new Not(condition) : condition);
  }

  private Condition among(
      EntityModel entity, Field reference, AttributeModel association, Predicate condition) {
    EntityModel target = Associations.target(association);
    boolean inverse = Associations.isInverse(association);
    Field field = inverse ? Associations.id(entity) : reference.reference();
    Field found = inverse ? Associations.back(association) : Associations.id(target);
    Plan source = planner.apply(Query.of(target.javaType()).withWhere(condition));
    return new Condition.Semi(field, source, found);
  }

  private static List<String> names(PropertyPath path) {
    return path.steps().stream().map(AttributeModel::name).toList();
  }

  /** The path of a leaf that compares one path with values; null if there is none or several. */
  private static @Nullable Path onlyPath(Predicate leaf) {
    List<Path> paths = new ArrayList<>();
    if (leaf instanceof Comparison comparison) {
      collect(comparison.left(), paths);
      collect(comparison.right(), paths);
    } else if (leaf instanceof In in) {
      collect(in.left(), paths);
      in.values().forEach(value -> collect(value, paths));
    } else if (leaf instanceof Like like) {
      collect(like.left(), paths);
      collect(like.pattern(), paths);
    } else if (leaf instanceof IsNull isNull) {
      paths.add(isNull.path());
    } else if (leaf instanceof IsEmpty isEmpty) {
      paths.add(isEmpty.path());
    } else if (leaf instanceof MemberOf member) {
      collect(member.element(), paths);
      paths.add(member.collection());
    }
    return paths.size() == 1 ? paths.get(0) : null;
  }

  private static void collect(Expression expression, List<Path> paths) {
    if (expression instanceof Path path) {
      paths.add(path);
    } else if (expression instanceof IgnoreCase folded) {
      collect(folded.of(), paths);
    }
  }

  /** The leaf with its path replaced. */
  private static Predicate moved(Predicate leaf, Path path) {
    if (leaf instanceof Not not) {
      return new Not(moved(not.part(), path));
    } else if (leaf instanceof Comparison comparison) {
      return new Comparison(
          moved(comparison.left(), path), comparison.operator(), moved(comparison.right(), path));
    } else if (leaf instanceof In in) {
      return new In(moved(in.left(), path), in.values().stream().map(v -> moved(v, path)).toList());
    } else if (leaf instanceof Like like) {
      return new Like(moved(like.left(), path), like.pattern(), like.escape());
    } else if (leaf instanceof IsNull) {
      return new IsNull(path);
    } else if (leaf instanceof IsEmpty) {
      return new IsEmpty(path);
    } else if (leaf instanceof MemberOf member) {
      return new MemberOf(member.element(), path);
    }
    throw new IllegalStateException("No leaf: " + leaf);
  }

  private static Expression moved(Expression expression, Path path) {
    if (expression instanceof IgnoreCase folded) {
      return new IgnoreCase(moved(folded.of(), path));
    }
    return expression instanceof Literal || expression instanceof Parameter ? expression : path;
  }
}
