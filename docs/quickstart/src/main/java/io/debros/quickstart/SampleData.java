package io.debros.quickstart;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Fills an empty store, once; not that of the second node, which gets what the first one has. */
@Component
@Profile("!second")
@Order(1)
class SampleData implements ApplicationRunner {
  private final UserRepository users;
  private final PostRepository posts;
  private final Clock clock;

  SampleData(UserRepository users, PostRepository posts, Clock clock) {
    this.users = users;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  @Transactional
  public void run(ApplicationArguments arguments) {
    if (users.count() > 0) {
      return;
    }
    User ada = users.save(new User("ada", "ada@example.org", true));
    User grace = users.save(new User("grace", "grace@example.org", true));
    users.save(new User("charles", null, false));
    Instant now = clock.instant();
    post(ada, "Notes on the engine", "It weaves algebraic patterns.", List.of("engine"), now);
    post(ada, "On loops", "Let it repeat.", List.of("engine", "loops"), now.plusSeconds(1));
    post(grace, "A moth", "First actual bug found.", List.of("bugs"), now.plusSeconds(2));
  }

  private void post(User author, String title, String text, List<String> tags, Instant at) {
    posts.save(new Post(author, title, text, tags, at));
  }
}
