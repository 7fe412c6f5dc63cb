package io.debros.spring.repository.support;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Spring's transactions on debros. A constraint violation that shows at commit is thrown as it is,
 * as if the flush had shown it. Thread-safe.
 */
public class DebrosTransactionManager extends JpaTransactionManager {
  private static final long serialVersionUID = 1L;
  private static final String CONSTRAINT_VIOLATION =
      "jakarta.validation.ConstraintViolationException"; // may not be on the class path

  /** Finds its factory in the bean factory. */
  public DebrosTransactionManager() {}

  /** For use without a bean factory. */
  public DebrosTransactionManager(EntityManagerFactory factory) {
    super(factory);
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    try {
      super.doCommit(status);
    } catch (TransactionSystemException failure) {
      if (failure.getCause() instanceof RollbackException rollback
          && rollback.getCause() instanceof RuntimeException cause
          && cause.getClass().getName().equals(CONSTRAINT_VIOLATION)) {
        throw cause;
      }
      throw failure;
    }
  }
}
