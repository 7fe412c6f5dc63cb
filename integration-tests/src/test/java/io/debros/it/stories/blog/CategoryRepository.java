package io.debros.it.stories.blog;

import io.debros.spring.repository.DebrosRepository;
import java.util.Optional;

/** Categories by name. */
public interface CategoryRepository extends DebrosRepository<Category, String> {
  Optional<Category> findByName(String name);
}
