package io.debros.spring.repository.support;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.error.ColumnViolationException;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.StorageException;
import io.debros.store.error.UnreachableException;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.orm.jpa.DefaultJpaDialect;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DelegatingTransactionDefinition;

/**
 * What Spring's transactions need to know of debros: its isolation, and what its exceptions mean.
 * Thread-safe.
 */
public class DebrosJpaDialect extends DefaultJpaDialect {
  private static final long serialVersionUID = 1L;

  /**
   * Accepts {@code READ_COMMITTED}, which is what debros gives, and {@code READ_UNCOMMITTED}.
   *
   * @throws InvalidIsolationLevelException for a stronger level
   */
  @Override
  public @Nullable Object beginTransaction(EntityManager manager, TransactionDefinition definition)
      throws PersistenceException, SQLException {
    int isolation = definition.getIsolationLevel();
    if (isolation > TransactionDefinition.ISOLATION_READ_COMMITTED) {
      throw new InvalidIsolationLevelException(
          problem("Isolation is stronger than debros gives")
              .at("isolation", isolation)
              .at("transaction", definition.getName())
              .advice(
                  "Use Isolation.DEFAULT or READ_COMMITTED, and @Version where two writers of one"
                      + " row may meet")
              .toString());
    }
    return super.beginTransaction(manager, new DefaultIsolation(definition));
  }

  @Override
  public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException failure) {
    if (failure instanceof EntityExistsException) { // an id or a unique value is taken
      return new DuplicateKeyException(String.valueOf(failure.getMessage()), failure);
    }
    if (failure instanceof ColumnViolationException) {
      return new DataIntegrityViolationException(String.valueOf(failure.getMessage()), failure);
    }
    return failure instanceof DebrosException
        ? translated(failure)
        : super.translateExceptionIfPossible(failure);
  }

  private static DataAccessException translated(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof AppendDeniedException) {
      return new PermissionDeniedDataAccessException(message, failure);
    }
    return failure instanceof StorageException || failure instanceof UnreachableException
        ? new DataAccessResourceFailureException(message, failure)
        : new NonTransientDataAccessResourceException(message, failure);
  }

  private static final class DefaultIsolation extends DelegatingTransactionDefinition {
    private static final long serialVersionUID = 1L;

    DefaultIsolation(TransactionDefinition definition) {
      super(definition);
    }

    @Override
    public int getIsolationLevel() {
      return ISOLATION_DEFAULT;
    }
  }
}
