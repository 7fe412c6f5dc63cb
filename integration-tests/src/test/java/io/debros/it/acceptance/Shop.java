package io.debros.it.acceptance;

import io.debros.it.acceptance.shop.ItemRepository;
import io.debros.it.acceptance.shop.ShopApplication;
import io.debros.jpa.node.NodeView;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A running shop. */
final class Shop implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final TransactionTemplate transactions;

  private Shop(ConfigurableApplicationContext context) {
    this.context = context;
    this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  static Shop inMemory() {
    return start("--debros.store.type=memory");
  }

  static Shop in(Path directory) {
    return start("--debros.directory=" + directory);
  }

  /** A shop that everybody may write to. */
  static Shop openTo(Path directory, String writers) {
    return start("--debros.directory=" + directory, "--debros.access.write=" + writers);
  }

  /** A shop whose writers root admins can change; the node itself if none are named. */
  static Shop ruledBy(Path directory, String rootAdmins) {
    return start(
        "--debros.directory=" + directory,
        "--debros.access.type=orbitdb",
        "--debros.access.write=" + rootAdmins);
  }

  private static Shop start(String... arguments) {
    return new Shop(run(ShopApplication.class, arguments));
  }

  static ConfigurableApplicationContext run(Class<?> application, String... arguments) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .registerShutdownHook(false)
        .run(arguments);
  }

  ItemRepository items() {
    return context.getBean(ItemRepository.class);
  }

  DebrosOperations operations() {
    return context.getBean(DebrosOperations.class);
  }

  NodeView node() {
    return context.getBean(EntityManagerFactory.class).unwrap(NodeView.class);
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
