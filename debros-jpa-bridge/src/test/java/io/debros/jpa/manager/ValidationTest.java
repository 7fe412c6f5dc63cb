package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.unit.StandardProperties;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PrePersist;
import jakarta.persistence.RollbackException;
import jakarta.persistence.ValidationMode;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidationTest {
  @Test
  void commit_invalidNewEntity_writesNothing() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Account.class)) {
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(
              () -> TestUnits.persist(factory, Account.of("1", "fine"), Account.of("2", "")))
          .withCauseInstanceOf(ConstraintViolationException.class)
          .withMessageContaining("entity=Account, event=PRE_PERSIST, violations=[name");
      TestUnits.read(
          factory, manager -> assertThat(TestUnits.list(manager, Account.class)).isEmpty());
    }
  }

  @Test
  void flush_invalidNewEntity_throwsTheViolationsAndDooms() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Account.class);
        EntityManager manager = factory.createEntityManager()) {
      manager.getTransaction().begin();
      manager.persist(Account.of("1", " "));

      assertThatExceptionOfType(ConstraintViolationException.class)
          .isThrownBy(manager::flush)
          .satisfies(thrown -> assertThat(thrown.getConstraintViolations()).hasSize(1));
      assertThat(manager.getTransaction().getRollbackOnly()).isTrue();
      manager.getTransaction().rollback();
    }
  }

  @Test
  void commit_invalidUpdate_keepsTheOldRow() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Account.class)) {
      TestUnits.persist(factory, Account.of("1", "fine"));

      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(
              () -> factory.runInTransaction(manager -> manager.find(Account.class, "1").name = ""))
          .withMessageContaining("event=PRE_UPDATE");
      TestUnits.read(
          factory, manager -> assertThat(manager.find(Account.class, "1").name).isEqualTo("fine"));
    }
  }

  @Test
  void validate_afterCallbacks_seesWhatTheySet() {
    try (EntityManagerFactory factory = TestUnits.inMemory(Account.class)) {
      TestUnits.persist(factory, Account.of("1", null));

      TestUnits.read(
          factory,
          manager -> assertThat(manager.find(Account.class, "1").name).isEqualTo("unnamed"));
    }
  }

  @Test
  void validate_modeNone_writesWhatIsInvalid() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(
            Map.of(StandardProperties.VALIDATION_MODE, ValidationMode.NONE), Account.class)) {
      TestUnits.persist(factory, Account.of("1", ""));

      TestUnits.read(
          factory, manager -> assertThat(manager.find(Account.class, "1").name).isEmpty());
    }
  }

  @Test
  void remove_groupOfItsOwn_isValidated() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(
            Map.of(StandardProperties.GROUP_PRE_REMOVE, Removal.class.getName()), Account.class)) {
      TestUnits.persist(factory, Account.of("1", "locked"));

      assertThatExceptionOfType(ConstraintViolationException.class)
          .isThrownBy(
              () ->
                  factory.runInTransaction(
                      manager -> manager.remove(manager.find(Account.class, "1"))))
          .withMessageContaining("event=PRE_REMOVE");
    }
  }

  @Test
  void persist_noGroups_isNotValidated() {
    try (EntityManagerFactory factory =
        TestUnits.inMemory(Map.of(StandardProperties.GROUP_PRE_PERSIST, ""), Account.class)) {
      TestUnits.persist(factory, Account.of("1", ""));

      TestUnits.read(factory, manager -> assertThat(manager.find(Account.class, "1")).isNotNull());
    }
  }

  @Test
  void open_givenFactory_usesItAndLeavesItOpen() {
    try (ValidatorFactory given = Validation.buildDefaultValidatorFactory()) {
      EntityManagerFactory factory =
          TestUnits.inMemory(Map.of(StandardProperties.VALIDATION_FACTORY, given), Account.class);
      assertThatExceptionOfType(RollbackException.class)
          .isThrownBy(() -> TestUnits.persist(factory, Account.of("1", "")));

      factory.close();

      assertThat(given.getValidator().validate(Account.of("1", ""))).hasSize(1);
    }
  }

  @Test
  void open_somethingElseAsFactory_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TestUnits.inMemory(
                    Map.of(StandardProperties.VALIDATION_FACTORY, "text"), Account.class))
        .withMessageContaining("Pass a jakarta.validation.ValidatorFactory");
  }

  interface Removal {}

  @Entity
  static class Account {
    @Id String id;
    @NotBlank String name;

    static Account of(String id, String name) {
      Account account = new Account();
      account.id = id;
      account.name = name;
      return account;
    }

    @PrePersist
    void nameIt() {
      if (name == null) {
        name = "unnamed";
      }
    }

    @AssertTrue(groups = Removal.class)
    boolean isUnlocked() {
      return !"locked".equals(name);
    }
  }
}
