package io.debros.spring.repository.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Projection;
import io.debros.spring.model.Address;
import io.debros.spring.model.Named;
import io.debros.spring.model.User;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.repository.Repository;

/** What a query method asks of the runner, and what it makes of the rows. */
class DerivedRepositoryQueryTest {
  private static final User ADA = new User("ada", 36);
  private static final User BOB = new User("bob", 20);
  private static final User EVE = new User("eve", 20);

  @Test
  void start_anyMethod_declaresItsQuery() {
    FakeRunner runner = new FakeRunner();

    query(runner, "findByAge");

    assertThat(runner.calls).containsExactly("declare");
  }

  @Test
  void page_notFull_isNotCounted() {
    FakeRunner runner = new FakeRunner(ADA, BOB);

    Page<?> page = (Page<?>) call(runner, "findByAge", 20, PageRequest.of(0, 3));

    assertThat(page.getTotalElements()).isEqualTo(2);
    assertThat(runner.calls).containsExactly("declare", "list");
  }

  @Test
  void page_full_isCounted() {
    FakeRunner runner = new FakeRunner(ADA, BOB, EVE);

    Page<?> page = (Page<?>) call(runner, "findByAge", 20, PageRequest.of(0, 2));

    assertThat(page.getTotalElements()).isEqualTo(3);
    assertThat(runner.calls).containsExactly("declare", "list", "count");
  }

  @Test
  void page_full_insideTop_countsToItsEnd() {
    FakeRunner runner = new FakeRunner(ADA, BOB, EVE);

    Page<?> page = (Page<?>) call(runner, "findTop2ByName", "x", PageRequest.of(0, 1));

    assertThat(page.getTotalElements()).isEqualTo(2);
  }

  @Test
  void slice_more_looksOneRowAhead() {
    FakeRunner runner = new FakeRunner(ADA, BOB, EVE);

    Slice<?> first = (Slice<?>) call(runner, "findByName", "x", PageRequest.of(0, 2));
    Slice<?> second = (Slice<?>) call(runner, "findByName", "x", PageRequest.of(1, 2));

    assertThat(first.getContent()).isEqualTo(List.of(ADA, BOB));
    assertThat(first.hasNext()).isTrue();
    assertThat(second.getContent()).isEqualTo(List.of(EVE));
    assertThat(second.hasNext()).isFalse();
    assertThat(runner.queries.get(1).limit()).isEqualTo(3);
  }

  @Test
  void single_none_isNull() {
    assertThat(call(new FakeRunner(), "findByEmail", "x")).isNull();
  }

  @Test
  void single_two_isRefused() {
    assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
        .isThrownBy(() -> call(new FakeRunner(ADA, BOB), "findByEmail", "x"))
        .withMessage("Query did not return a unique result: more than one User satisfies it");
  }

  @Test
  void single_firstOfTwo_isReturned() {
    assertThat(call(new FakeRunner(ADA, BOB), "findFirstByAge", 20)).isEqualTo(ADA);
  }

  @Test
  void countExistsAndDelete_number_haveTheDeclaredType() {
    FakeRunner runner = new FakeRunner(ADA, BOB);

    assertThat(call(runner, "countByAge", 20)).isEqualTo(2);
    assertThat(call(runner, "countByName", "x")).isEqualTo(2L);
    assertThat(call(runner, "existsByAge", 20)).isEqualTo(true);
    assertThat(call(runner, "deleteByAge", 20)).isEqualTo(2L);
    assertThat(call(runner, "removeByName", "x")).isNull();
    assertThat(runner.calls).containsSubsequence("count", "count", "exists", "delete", "delete");
  }

  @Test
  void stream_rows_areReadWhileConsumed() {
    FakeRunner runner = new FakeRunner(ADA, BOB);

    try (Stream<?> rows = (Stream<?>) call(runner, "streamByAge", 20)) {
      assertThat(rows.findFirst()).isEqualTo(Optional.of(ADA));
    }
    assertThat(runner.calls).containsExactly("declare", "stream");
  }

  @Test
  void projection_closedInterface_readsItsValues() {
    FakeRunner runner = new FakeRunner((Object) new Object[] {"ada", 36});

    List<?> rows = (List<?>) call(runner, "readByAge", 36);

    assertThat(runner.queries.get(1).projection()).isInstanceOf(Projection.Values.class);
    assertThat(rows).hasSize(1);
    assertThat(((NameAndAge) rows.get(0)).getAge() + ((NameAndAge) rows.get(0)).getName())
        .isNotEmpty();
  }

  @Test
  void projection_record_isConstructed() {
    FakeRunner runner = new FakeRunner((Object) new Object[] {"ada", true});

    Object rows = call(runner, "queryByAge", 36);

    assertThat(rows).isEqualTo(List.of(new NameAndFlag("ada", true)));
    assertThat(runner.queries.get(1).projection())
        .isEqualTo(new Projection.Values(List.of(Path.of("name"), Path.of("isActive"))));
  }

  @Test
  void projection_embedded_isMadeFromTheEntity() {
    User ada = new User("ada", 36).setAddress(new Address("London", null));
    FakeRunner runner = new FakeRunner(ada);

    Object rows = call(runner, "getByAge", 36);

    assertThat(rows).isEqualTo(List.of(new NameAndAddress("ada", new Address("London", null))));
    assertThat(runner.queries.get(1).projection()).isEqualTo(Projection.ENTITY);
  }

  @Test
  void projection_openInterface_isMadeFromTheEntity() {
    List<?> rows = (List<?>) call(new FakeRunner(ADA), "searchByAge", 36);

    assertThat(((Greeting) rows.get(0)).getText()).isEqualTo("Hello ada");
  }

  @Test
  void projection_interfaceOfTheEntity_isTheEntity() {
    assertThat(call(new FakeRunner(ADA), "findNamedByAge", 36)).isEqualTo(List.of(ADA));
  }

  @Test
  void projection_dynamic_followsTheArgument() {
    FakeRunner values = new FakeRunner((Object) new Object[] {"ada", true});

    assertThat(call(values, "findDynamicByAge", 36, NameAndFlag.class))
        .isEqualTo(List.of(new NameAndFlag("ada", true)));
    assertThat(call(new FakeRunner(ADA), "findDynamicByAge", 36, User.class))
        .isEqualTo(List.of(ADA));
  }

  private static DerivedRepositoryQuery query(FakeRunner runner, String name) {
    return new DerivedRepositoryQuery(QueryMethods.method(Users.class, name), runner, null);
  }

  private static Object call(FakeRunner runner, String name, Object... values) {
    return query(runner, name).execute(values);
  }

  interface NameAndAge {
    String getName();

    int getAge();
  }

  interface Greeting {
    @Value("#{'Hello ' + target.name}")
    String getText();
  }

  record NameAndFlag(String name, boolean isActive) {}

  record NameAndAddress(String name, Address address) {}

  interface Users extends Repository<User, String> {
    Page<User> findByAge(int age, Pageable page);

    Page<User> findTop2ByName(String name, Pageable page);

    Slice<User> findByName(String name, Pageable page);

    Optional<User> findByEmail(String email);

    User findFirstByAge(int age);

    int countByAge(int age);

    Long countByName(String name);

    boolean existsByAge(int age);

    long deleteByAge(int age);

    void removeByName(String name);

    Stream<User> streamByAge(int age);

    List<NameAndAge> readByAge(int age);

    List<NameAndFlag> queryByAge(int age);

    List<NameAndAddress> getByAge(int age);

    List<Greeting> searchByAge(int age);

    List<Named> findNamedByAge(int age);

    <P> List<P> findDynamicByAge(int age, Class<P> type);
  }
}
