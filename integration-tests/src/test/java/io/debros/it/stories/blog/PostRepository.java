package io.debros.it.stories.blog;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;

/** Posts by author, category and state. */
public interface PostRepository extends DebrosRepository<Post, String> {
  List<Post> findByAuthorUsernameOrderByTitle(String username);

  Page<Post> findByCategoryNameAndState(String category, Post.State state, Pageable page);

  long countByAuthorIdAndState(String authorId, Post.State state);
}
