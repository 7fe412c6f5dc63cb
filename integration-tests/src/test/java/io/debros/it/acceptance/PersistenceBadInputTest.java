package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.query.model.Expression;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import io.debros.quickstart.Post;
import io.debros.quickstart.User;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.TransactionRequiredException;
import jakarta.validation.ConstraintViolationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the provider refuses, word for word; afterwards everything is as before. */
class PersistenceBadInputTest {
  private final EntityManagerFactory factory =
      new PersistenceConfiguration("it")
          .managedClass(User.class)
          .managedClass(Post.class)
          .property("debros.store.type", "memory")
          .createEntityManagerFactory();
  private final EntityManager manager = factory.createEntityManager();
  private final QueryRunner queries = manager.unwrap(QueryRunner.class);
  private final User ada = new User("ada", null, true);

  @BeforeEach
  void fill() {
    factory.runInTransaction(other -> other.persist(ada));
  }

  @AfterEach
  void nothingChanged() {
    if (manager.getTransaction().isActive()) {
      manager.getTransaction().rollback();
    }
    factory.runInTransaction(
        other -> {
          QueryRunner rows = other.unwrap(QueryRunner.class);
          assertThat(rows.count(Query.of(User.class))).isEqualTo(1);
          assertThat(rows.count(Query.of(Post.class))).isZero();
          other.persist(new User("grace", null, true));
        });
    factory.close();
  }

  @Test
  void find_badArguments_areRefused() {
    String advice = " Annotate it with @Entity and list it among the managed classes.";

    refused(() -> manager.find(null, "1"), "Class is null. Pass an entity class.");
    refused(
        () -> manager.find(String.class, "1"),
        "Class is not an entity of this persistence unit {class=java.lang.String}." + advice);
    refused(
        () -> manager.find(User.class, null), "Id is null {entity=User}. Pass a java.lang.String.");
    refused(
        () -> manager.find(User.class, 1),
        "Id is of the wrong type {entity=User, type=java.lang.Integer}. Pass a java.lang.String.");
    refused(
        () -> manager.find(User.class, ""),
        "Id is empty text {entity=User}. Give an id with at least one character.");
  }

  @Test
  void persist_detached_isRefusedAtTheLatestByTheFlush() {
    manager.getTransaction().begin();

    assertThatThrownBy(
            () -> {
              manager.persist(ada);
              manager.flush();
            })
        .isInstanceOf(EntityExistsException.class)
        .hasMessage(
            "A row with this id exists already {entity=User, id=%s}. Merge instead of persist, or"
                + " choose another id.",
            ada.getId());
  }

  @Test
  void remove_detached_isRefused() {
    manager.getTransaction().begin();

    refused(
        () -> manager.remove(ada),
        "Detached entity cannot be removed {entity=User, id="
            + ada.getId()
            + "}. Remove what find or merge returns.");
  }

  @Test
  void persist_breakingConstraints_namesEachAndWritesNothing() {
    manager.getTransaction().begin();

    assertThatThrownBy(
            () -> {
              manager.persist(new User(" ", "no", true));
              manager.flush();
            })
        .isInstanceOf(ConstraintViolationException.class)
        .hasMessage(
            "Entity breaks its constraints {entity=User, event=PRE_PERSIST, violations=[email must"
                + " be a well-formed email address, username must not be blank]}. Correct the"
                + " attributes; nothing was written.");
  }

  @Test
  void transaction_wrongOrder_isRefused() {
    assertThatThrownBy(manager::flush)
        .isInstanceOf(TransactionRequiredException.class)
        .hasMessage(
            "There is no active transaction {to=flush}. Call getTransaction().begin() first.");
    assertThatThrownBy(() -> queries.delete(Query.of(User.class)))
        .isInstanceOf(TransactionRequiredException.class)
        .hasMessage(
            "There is no active transaction {to=delete}. Call getTransaction().begin() first.");
    assertThatThrownBy(() -> manager.getTransaction().commit())
        .hasMessage("There is no active transaction {to=commit}. Call begin first.");
    manager.getTransaction().begin();
    assertThatThrownBy(() -> manager.getTransaction().begin())
        .hasMessage(
            "The transaction is active already. Commit it or roll it back before beginning"
                + " another.");
  }

  @Test
  void query_badParts_areRefusedByName() {
    refused(
        () -> queries.list(where(User.class, "usernam", "x")),
        "Unknown attribute {entity=User, attribute=usernam}. Use username, the nearest known one.");
    refused(
        () -> queries.list(where(User.class, "username", 1)),
        "Value does not fit the attribute {attribute=User.username, expected=java.lang.String,"
            + " found=java.lang.Integer}. Give a value of the attribute's type.");
    refused(
        () -> queries.count(where(Post.class, "tags", "x")),
        "Collection is used as a single value {entity=Post, attribute=tags}. Use member of or is"
            + " empty.");
    refused(
        () -> Query.of(User.class).withPage(-1, 1),
        "Offset or limit is negative {offset=-1, limit=1}. Count from 0; use UNLIMITED for all"
            + " rows.");
  }

  @Test
  void queryLanguages_notYetSupported_sayWhatToUse() {
    String advice =
        " are not supported. Use a derived repository method, or unwrap(QueryRunner.class); JPQL"
            + " and Criteria come in a later release.";

    assertThatThrownBy(() -> manager.createQuery("select u from User u", User.class))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("JPQL queries" + advice);
    assertThatThrownBy(manager::getCriteriaBuilder)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Criteria queries" + advice);
  }

  private static Query where(Class<?> entity, String path, Object value) {
    Expression literal = new Literal(value);
    return Query.of(entity).withWhere(new Comparison(Path.of(path), Operator.EQUAL, literal));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
