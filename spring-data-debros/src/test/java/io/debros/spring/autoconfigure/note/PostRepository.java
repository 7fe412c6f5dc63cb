package io.debros.spring.autoconfigure.note;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;

public interface PostRepository extends DebrosRepository<Post, String> {
  List<Post> findByLikesGreaterThanOrderByLikesDesc(long likes);

  long countByLikes(long likes);
}
