package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.store.error.Problem;
import jakarta.persistence.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Something lazy was used for the first time after its persistence context had ended. */
public final class LazyLoadException extends PersistenceException {
  private static final long serialVersionUID = 1L;

  private LazyLoadException(Problem problem) {
    super(problem.toString());
  }

  static LazyLoadException of(
      EntityModel entity, @Nullable Object id, @Nullable AttributeModel attribute) {
    Problem where =
        problem("Not loaded before the persistence context ended")
            .at("entity", entity.name())
            .at("id", id);
    return new LazyLoadException(
        (attribute == null ? where : where.at("attribute", attribute.name()))
            .advice("Use it while the entity manager is open, or make its fetch type eager"));
  }
}
