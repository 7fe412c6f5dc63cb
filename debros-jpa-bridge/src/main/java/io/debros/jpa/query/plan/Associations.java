package io.debros.jpa.query.plan;

import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.PropertyPath;
import java.util.List;

/** Where associations lead, and which attribute of which side stores them. */
final class Associations {
  private Associations() {}

  static EntityModel target(AttributeModel association) {
    if (association.kind() instanceof ToOne toOne) {
      return toOne.target();
    } else if (association.kind() instanceof ToMany toMany) {
      return toMany.target();
    }
    throw new IllegalStateException("No association: " + association);
  }

  /** Whether the other side stores the association. */
  static boolean isInverse(AttributeModel association) {
    return !association.isStored();
  }

  /** The field of the target that points back, of an association that the other side stores. */
  static Field back(AttributeModel inverse) {
    EntityModel target = target(inverse);
    return Field.of(target, new PropertyPath(List.of(owningSide(target, inverse))));
  }

  /** The id of an entity. */
  static Field id(EntityModel entity) {
    return Field.of(entity, new PropertyPath(List.of(entity.id())));
  }

  private static AttributeModel owningSide(EntityModel target, AttributeModel inverse) {
    if (inverse.kind() instanceof ToMany toMany) {
      return target.attribute(toMany.mappedBy());
    } else if (inverse.kind() instanceof ToOne toOne && toOne.mappedBy() != null) {
      return target.attribute(toOne.mappedBy());
    }
    throw new IllegalStateException("No inverse side: " + inverse);
  }
}
