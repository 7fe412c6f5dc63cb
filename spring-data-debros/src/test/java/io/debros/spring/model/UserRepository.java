package io.debros.spring.model;

import io.debros.spring.repository.DebrosRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.util.Streamable;
import org.springframework.transaction.annotation.Transactional;

/** One method for each keyword and return type. */
public interface UserRepository extends DebrosRepository<User, String> {
  List<User> findByIsActive(boolean active);

  List<User> findByActiveOrderByName(boolean active);

  List<User> findByIsActiveTrueOrderByNameDesc();

  List<User> findByActiveIsFalseOrderByAgeAscNameDesc();

  Optional<User> findByEmail(@Nullable String email);

  @Nullable User findByNameIs(String name);

  List<User> findByScore(@Nullable Integer score, Sort sort);

  List<User> findByScoreNotOrderByName(@Nullable Integer score);

  List<User> findByNameNotOrderByName(String name);

  List<User> findByScoreIsNullOrderByName();

  List<User> findByScoreNotNullOrderByName();

  List<User> findByAgeLessThanOrderByName(int age);

  List<User> findByAgeLessThanEqualOrderByName(int age);

  List<User> findByAgeGreaterThanOrderByName(int age);

  List<User> findByAgeGreaterThanEqualOrderByName(int age);

  List<User> findByCreatedAtBeforeOrderByName(Instant time);

  List<User> findByCreatedAtAfterOrderByName(Instant time);

  List<User> findByAgeBetweenOrderByName(int low, int high);

  Set<User> findByRoleIn(Collection<Role> roles);

  Collection<User> findByRoleNotIn(Role... roles);

  Iterable<User> findByNameLike(String pattern);

  List<User> findByNameNotLikeOrderByName(String pattern);

  List<User> findByNameStartingWithOrderByName(String start);

  List<User> findByNameEndingWithOrderByName(String end);

  List<User> findByNameContainingOrderByName(String part);

  List<User> findByNameNotContainingOrderByName(String part);

  List<User> findByNameIgnoreCase(String name);

  List<User> findByNameStartingWithIgnoreCaseOrderByName(String start);

  List<User> findByNameAndEmailAllIgnoreCase(String name, String email);

  List<User> findByTagsContainingOrderByName(String tag);

  List<User> findByTagsNotContainingOrderByName(String tag);

  List<User> findByTagsIsEmptyOrderByName();

  List<User> findByTagsIsNotEmptyOrderByName();

  List<User> findByAddressCityOrderByName(String city);

  List<User> findByNameAndAgeOrRoleOrderByName(String name, int age, Role role);

  Optional<User> findFirstByOrderByAgeDesc();

  List<User> findTop2ByAgeGreaterThanOrderByAge(int age);

  List<User> findDistinctByRoleOrderByName(Role role);

  List<User> findByAgeGreaterThan(int age, Limit limit, Sort sort);

  Page<User> findPageByAgeGreaterThan(int age, Pageable page);

  Slice<User> findSliceByAgeGreaterThan(int age, Pageable page);

  List<User> findListByAgeGreaterThan(int age, Pageable page);

  Stream<User> streamByAgeGreaterThanOrderByName(int age);

  Streamable<User> findStreamableByAgeGreaterThan(int age);

  long countByRole(Role role);

  int countByAgeGreaterThan(int age);

  boolean existsByName(String name);

  @Transactional
  long deleteByRole(Role role);

  @Transactional
  List<User> removeByAgeGreaterThan(int age);

  void deleteByName(String name);

  List<NameAndAge> findNameAndAgeByRoleOrderByName(Role role);

  Optional<NameRecord> findRecordByName(String name);

  List<CityOf> findCityByRoleOrderByName(Role role);

  List<Greeting> findGreetingByRoleOrderByName(Role role);

  List<Named> findNamedByRoleOrderByName(Role role);

  Page<NameRecord> findRecordPageByAgeGreaterThan(int age, Pageable page);

  Stream<NameRecord> streamRecordByRoleOrderByName(Role role);

  <P> List<P> findByRoleOrderByName(Role role, Class<P> type);

  interface NameAndAge {
    String getName();

    int getAge();
  }

  interface Greeting {
    @Value("#{'Hello ' + target.name}")
    String getText();
  }

  record NameRecord(String name, boolean isActive) {}

  record CityOf(String name, String addressCity) {}
}
