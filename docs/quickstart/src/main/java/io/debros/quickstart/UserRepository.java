package io.debros.quickstart;

import io.debros.spring.repository.DebrosRepository;
import java.util.Optional;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;

/** Users by flag and by name. */
public interface UserRepository extends DebrosRepository<User, String> {
  Page<User> findByIsActive(boolean active, Pageable page);

  Optional<User> findByUsername(String username);

  Page<User> findByUsernameStartingWith(String prefix, Pageable page);
}
