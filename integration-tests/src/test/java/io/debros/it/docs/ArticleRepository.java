package io.debros.it.docs;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.transaction.annotation.Transactional;

/** The repository of the reference pages. */
public interface ArticleRepository extends DebrosRepository<Article, UUID> {
  List<Article> findBySectionAndWordsGreaterThan(String section, int words);

  Optional<Article> findFirstBySectionOrderByPublishedDesc(String section);

  Slice<Article> findByTagsContaining(String tag, Pageable page);

  Stream<Article> findByHeadlineStartingWithIgnoreCase(String start);

  List<Summary> findBySectionOrderByHeadline(String section);

  <T> List<T> findByState(Article.State state, Class<T> type);

  long countBySection(String section);

  boolean existsByHeadline(String headline);

  @Transactional
  long deleteBySection(String section);

  /** Two attributes of an article. */
  record Summary(String headline, int words) {}
}
