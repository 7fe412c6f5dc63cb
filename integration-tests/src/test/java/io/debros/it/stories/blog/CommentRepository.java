package io.debros.it.stories.blog;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Comments by post and author. */
public interface CommentRepository extends DebrosRepository<Comment, String> {
  List<Comment> findByPostIdOrderByText(String postId);

  List<Comment> findByAuthorUsernameOrderByText(String username);

  @Transactional
  long deleteByPostId(String postId);
}
