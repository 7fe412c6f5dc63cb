package io.debros.it.stories;

import io.debros.it.stories.blog.BlogApplication;
import io.debros.it.stories.blog.CategoryRepository;
import io.debros.it.stories.blog.CommentRepository;
import io.debros.it.stories.blog.PostRepository;
import io.debros.it.stories.blog.UserRepository;
import io.debros.jpa.network.ReplicationStatus;
import io.debros.jpa.node.NodeView;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The blog at one node, as its own application: a Spring Boot context on a directory. */
final class BlogNode implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final TransactionTemplate transactions;

  private BlogNode(ConfigurableApplicationContext context) {
    this.context = context;
    this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  /**
   * @param writers identities that may write new databases
   * @param known addresses of other nodes that it stays connected to
   */
  static BlogNode start(Path directory, List<String> writers, List<String> known) {
    return run(
        "--debros.directory=" + directory,
        "--debros.access.write=" + String.join(",", writers),
        "--debros.network.enabled=true",
        "--debros.network.listen=/ip4/127.0.0.1/tcp/0",
        "--debros.network.mdns=false",
        "--debros.network.bootstrap=" + String.join(",", known));
  }

  /** The same without network. */
  static BlogNode startAlone(Path directory, List<String> writers) {
    return run(
        "--debros.directory=" + directory, "--debros.access.write=" + String.join(",", writers));
  }

  private static BlogNode run(String... arguments) {
    return new BlogNode(
        new SpringApplicationBuilder(BlogApplication.class)
            .web(WebApplicationType.NONE)
            .registerShutdownHook(false)
            .run(arguments));
  }

  UserRepository users() {
    return context.getBean(UserRepository.class);
  }

  CategoryRepository categories() {
    return context.getBean(CategoryRepository.class);
  }

  PostRepository posts() {
    return context.getBean(PostRepository.class);
  }

  CommentRepository comments() {
    return context.getBean(CommentRepository.class);
  }

  NodeView view() {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class);
  }

  /** Where peers dial it. */
  String address() {
    return operations().addresses().get(0);
  }

  /** How many users, categories, posts and comments it shows. */
  List<Long> counts() {
    return List.of(users().count(), categories().count(), posts().count(), comments().count());
  }

  /** Heads by name of every database that is open. */
  Map<String, List<String>> heads() {
    Map<String, List<String>> heads = new TreeMap<>();
    for (ReplicationStatus status : operations().replicationStatus()) {
      heads.put(status.database(), status.heads().stream().sorted().toList());
    }
    return heads;
  }

  /** What is not in sync with peers, in sentences. */
  List<String> behind() {
    List<String> behind = new ArrayList<>();
    for (ReplicationStatus status : operations().replicationStatus()) {
      if (status.state() != ReplicationStatus.State.IN_SYNC || !status.refused().isEmpty()) {
        behind.add(status.toString() + status.refused());
      }
    }
    return behind;
  }

  private DebrosOperations operations() {
    return context.getBean(DebrosOperations.class);
  }

  <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }

  void inTransaction(Runnable work) {
    transactions.executeWithoutResult(status -> work.run());
  }

  @Override
  public void close() {
    context.close();
  }
}
