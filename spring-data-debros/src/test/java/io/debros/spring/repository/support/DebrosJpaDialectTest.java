package io.debros.spring.repository.support;

import static io.debros.store.error.Problem.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.error.ColumnViolationException;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.error.ClosedException;
import io.debros.store.error.StorageException;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.orm.jpa.JpaObjectRetrievalFailureException;
import org.springframework.orm.jpa.JpaSystemException;

/** What each exception of the layers below becomes. */
class DebrosJpaDialectTest {
  private final DebrosJpaDialect dialect = new DebrosJpaDialect();

  @Test
  void exception_ofThePersistence_isTranslated() {
    assertThat(translated(new EntityExistsException("taken")))
        .isInstanceOf(DuplicateKeyException.class)
        .hasMessage("taken");
    assertThat(translated(new ColumnViolationException(problem("Too long"))))
        .isExactlyInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("Too long");
    assertThat(translated(new OptimisticLockException()))
        .isInstanceOf(ObjectOptimisticLockingFailureException.class);
    assertThat(translated(new EntityNotFoundException()))
        .isInstanceOf(JpaObjectRetrievalFailureException.class);
    assertThat(translated(new PersistenceException())).isInstanceOf(JpaSystemException.class);
    assertThat(translated(new IllegalArgumentException()))
        .isInstanceOf(InvalidDataAccessApiUsageException.class);
  }

  @Test
  void exception_ofTheStore_isTranslated() {
    assertThat(translated(new AppendDeniedException(problem("Denied"))))
        .isInstanceOf(PermissionDeniedDataAccessException.class);
    assertThat(translated(new StorageException(problem("Disk is full"), null)))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(translated(new ClosedException(problem("Closed"))))
        .isInstanceOf(NonTransientDataAccessResourceException.class);
  }

  @Test
  void exception_other_isLeftAsItIs() {
    assertThat(translated(new ArithmeticException())).isNull();
  }

  private RuntimeException translated(RuntimeException failure) {
    return dialect.translateExceptionIfPossible(failure);
  }
}
