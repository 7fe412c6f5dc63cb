package io.debros.spring.repository.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.jpa.query.model.Query;
import io.debros.spring.model.Article;
import io.debros.spring.model.ArticleRepository;
import io.debros.spring.model.Role;
import io.debros.spring.model.TestApplication;
import io.debros.spring.model.User;
import io.debros.spring.model.UserRepository;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.util.ProxyUtils;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The methods that every repository has, their transactions, and what their exceptions become. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimpleDebrosRepositoryTest {
  private ConfigurableApplicationContext context;
  private UserRepository users;
  private ArticleRepository articles;
  private TransactionTemplate transaction;

  @BeforeAll
  void start() {
    context = TestApplication.start();
    users = context.getBean(UserRepository.class);
    articles = context.getBean(ArticleRepository.class);
    transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  @AfterAll
  void stop() {
    context.close();
  }

  @BeforeEach
  void empty() {
    articles.deleteAll();
    users.deleteAll();
  }

  @Test
  void save_new_getsIdAndIsFound() {
    User saved = users.save(new User("ada", 36));

    assertThat(saved.getId()).isNotNull();
    assertThat(users.findById(saved.getId())).map(User::getName).contains("ada");
    assertThat(users.existsById(saved.getId())).isTrue();
    assertThat(users.count()).isEqualTo(1);
  }

  @Test
  void save_detached_updatesTheRow() {
    User saved = users.save(new User("ada", 36));
    saved.setName("lovelace");

    User merged = users.save(saved);

    assertThat(merged.getVersion()).isGreaterThan(saved.getVersion());
    assertThat(users.findAll()).extracting(User::getName).containsExactly("lovelace");
  }

  @Test
  void find_unknownId_isEmpty() {
    assertThat(users.findById("none")).isEmpty();
    assertThat(users.existsById("none")).isFalse();
    assertThat(users.findAllById(List.of("none"))).isEmpty();
    assertThat(users.findAllById(List.of())).isEmpty();
  }

  @Test
  void argument_null_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> users.findById(null))
        .withMessageContaining("must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> users.save(null))
        .withMessageContaining("must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> users.findAllById(null))
        .withMessageContaining("must not be null");
  }

  @Test
  void findAll_sortedAndPaged_isOrdered() {
    users.saveAll(List.of(new User("c", 1), new User("a", 2), new User("b", 3)));

    Page<User> page = users.findAll(PageRequest.of(0, 2, Sort.by("name").descending()));

    assertThat(users.findAll(Sort.by("name")))
        .extracting(User::getName)
        .containsExactly("a", "b", "c");
    assertThat(page).extracting(User::getName).containsExactly("c", "b");
    assertThat(page.getTotalElements()).isEqualTo(3);
  }

  @Test
  void findAllById_some_returnsThose() {
    List<User> saved = users.saveAll(List.of(new User("a", 1), new User("b", 2), new User("c", 3)));

    assertThat(users.findAllById(List.of(saved.get(0).getId(), saved.get(2).getId(), "none")))
        .extracting(User::getName)
        .containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void delete_each_removesRows() {
    List<User> saved =
        users.saveAll(
            List.of(
                new User("a", 1),
                new User("b", 2),
                new User("c", 3),
                new User("d", 4),
                new User("e", 5),
                new User("f", 6)));

    users.deleteById(saved.get(0).getId());
    users.deleteById("none");
    users.delete(saved.get(1));
    users.delete(new User("never saved", 1));
    users.deleteAllById(List.of(saved.get(2).getId()));
    users.deleteAll(List.of(saved.get(3)));
    users.deleteAllByIdInBatch(List.of(saved.get(4).getId(), "none"));
    assertThat(users.findAll()).extracting(User::getName).containsExactly("f");

    users.deleteAllInBatch(List.of(saved.get(5)));
    assertThat(users.count()).isZero();
  }

  @Test
  void reference_lazy_isReadOnFirstUse() {
    User ada = users.save(new User("ada", 36));

    Article saved =
        transaction.execute(
            status -> articles.save(new Article("notes", users.getReferenceById(ada.getId()))));
    String author =
        transaction.execute(
            status -> {
              User lazy = articles.findById(saved.getId()).orElseThrow().getAuthor();
              assertThat(ProxyUtils.getUserClass(lazy)).isEqualTo(User.class);
              return lazy.getName();
            });

    assertThat(author).isEqualTo("ada");
  }

  @Test
  void reference_missingRow_isRefusedOnFirstUse() {
    transaction.executeWithoutResult(
        status -> {
          User missing = users.getReferenceById("none");

          assertThatExceptionOfType(EntityNotFoundException.class)
              .isThrownBy(missing::getName)
              .withMessageContaining("none");
        });
  }

  @Test
  void transaction_failing_leavesNothing() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      users.save(new User("ada", 36));
                      assertThat(users.existsByName("ada")).isTrue();
                      throw new ArithmeticException("on purpose");
                    }));

    assertThat(users.count()).isZero();
  }

  @Test
  void transaction_managedEntity_isWrittenWithoutSave() {
    User ada = users.save(new User("ada", 36));

    transaction.executeWithoutResult(
        status -> users.findById(ada.getId()).orElseThrow().setAge(37));

    assertThat(users.findById(ada.getId())).map(User::getAge).contains(37);
  }

  @Test
  void transaction_strongIsolation_isRefused() {
    TransactionTemplate serializable =
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    serializable.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);

    assertThatExceptionOfType(InvalidIsolationLevelException.class)
        .isThrownBy(() -> serializable.executeWithoutResult(status -> users.count()))
        .withMessageStartingWith("Isolation is stronger than debros gives {isolation=8,");
  }

  @Test
  void version_stale_isOptimisticLockingFailure() {
    User first = users.save(new User("ada", 36));
    User second = users.findById(first.getId()).orElseThrow();
    second.setAge(37);
    users.save(second);
    first.setAge(38);

    assertThatExceptionOfType(ObjectOptimisticLockingFailureException.class)
        .isThrownBy(() -> users.save(first));
    assertThat(users.findById(first.getId())).map(User::getAge).contains(37);
  }

  @Test
  void unique_taken_isDuplicateKey() {
    users.save(new User("ada", 36));
    User same = new User("ada", 1);

    assertThatExceptionOfType(DuplicateKeyException.class)
        .isThrownBy(() -> users.save(same))
        .withMessageContaining("Unique value is taken by another row");
    assertThat(users.count()).isEqualTo(1);
  }

  @Test
  void constraint_violated_passesAsItIs() {
    assertThatExceptionOfType(ConstraintViolationException.class)
        .isThrownBy(() -> users.save(new User("", 36)))
        .withMessageContaining("name");
    assertThatExceptionOfType(ConstraintViolationException.class)
        .isThrownBy(() -> users.saveAndFlush(new User("", 36)));
    assertThat(users.count()).isZero();
  }

  @Test
  void example_matchers_findRows() {
    users.saveAll(
        List.of(
            new User("ada", 36).setRole(Role.ADMIN),
            new User("adam", 20).setRole(Role.READER),
            new User("bob", 20).setRole(Role.READER)));
    User probe = new User("AD", 20).setRole(Role.READER);
    probe.setEmail(null);
    ExampleMatcher all =
        ExampleMatcher.matching()
            .withIgnorePaths("version")
            .withIgnoreCase()
            .withStringMatcher(ExampleMatcher.StringMatcher.STARTING);
    ExampleMatcher any = all.withIgnorePaths("version", "isActive", "age");

    assertThat(users.findOne(Example.of(probe, all))).map(User::getName).contains("adam");
    assertThat(users.count(Example.of(probe, all))).isEqualTo(1);
    assertThat(users.exists(Example.of(probe, all))).isTrue();
    assertThat(
            users.findAll(
                Example.of(
                    probe,
                    ExampleMatcher.matchingAny()
                        .withIgnorePaths("version", "isActive", "age")
                        .withIgnoreCase()
                        .withStringMatcher(ExampleMatcher.StringMatcher.STARTING)),
                Sort.by("name")))
        .extracting(User::getName)
        .containsExactly("ada", "adam", "bob");
    assertThat(users.findAll(Example.of(probe, any), PageRequest.of(0, 5)).getTotalElements())
        .isEqualTo(1);
  }

  @Test
  void fluentExample_refined_isFetched() {
    users.saveAll(List.of(new User("c", 1), new User("a", 1), new User("b", 1)));
    User probe = new User("", 1);
    Example<User> example =
        Example.of(probe, ExampleMatcher.matching().withIgnorePaths("name", "email", "version"));

    List<UserRepository.NameRecord> records =
        users.findBy(
            example,
            query ->
                query.sortBy(Sort.by("name")).limit(2).as(UserRepository.NameRecord.class).all());
    String first =
        users.findBy(example, query -> query.sortBy(Sort.by("name")).firstValue()).getName();

    assertThat(records).extracting(UserRepository.NameRecord::name).containsExactly("a", "b");
    assertThat(first).isEqualTo("a");
    assertThat(
            users.<User, Boolean>findBy(
                example, query -> query.slice(PageRequest.of(0, 2)).hasNext()))
        .isTrue();
  }

  @Test
  void operations_injected_explainAndCount() {
    DebrosOperations operations = context.getBean(DebrosOperations.class);
    users.save(new User("ada", 36));

    assertThat(operations.count(Query.of(User.class))).isEqualTo(1);
    assertThat(operations.explain(Query.of(User.class))).contains("User");
  }

  @Test
  void entityManager_injected_isShared() {
    EntityManager manager = context.getBeanProvider(EntityManager.class).getObject();
    User ada = users.save(new User("ada", 36));

    User found =
        transaction.execute(
            status -> {
              User one = manager.find(User.class, ada.getId());
              assertThat(users.findById(ada.getId())).containsSame(one);
              return one;
            });

    assertThat(found.getName()).isEqualTo("ada");
  }
}
