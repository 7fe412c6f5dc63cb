package io.debros.quickstart;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;

/** Posts, newest first. */
public interface PostRepository extends DebrosRepository<Post, String> {
  List<Post> findByAuthorIdOrderByCreatedAtDesc(String authorId);

  Page<Post> findByTagsContaining(String tag, Pageable page);
}
