package io.debros.spring.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.CrudRepository;

/** Claimed by its entity, not by its base interface. */
public interface ArticleRepository extends CrudRepository<Article, String> {
  List<Article> findByIsPublishedOrderByTitle(boolean published);

  List<Article> findByAuthorOrderByTitle(@Nullable User author);

  List<Article> findByAuthorNameOrderByTitle(String name);

  List<Article> findByAuthorIsActiveTrue();

  long countByAuthorId(String id);
}
