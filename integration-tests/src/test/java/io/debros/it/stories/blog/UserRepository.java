package io.debros.it.stories.blog;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import java.util.Optional;

/** Users by name and flag. */
public interface UserRepository extends DebrosRepository<User, String> {
  Optional<User> findByUsername(String username);

  List<User> findByUsernameStartingWithAndIsActiveOrderByUsername(String start, boolean active);
}
