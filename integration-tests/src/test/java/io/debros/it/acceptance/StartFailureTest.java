package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.acceptance.misspelt.Misspelt;
import io.debros.it.acceptance.shop.ShopApplication;
import io.debros.it.acceptance.unsupported.Unsupported;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a user reads when an application cannot start. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {
  @Test
  void directory_inUse_saysWhereAndByWhom(@TempDir Path directory, CapturedOutput output) {
    try (Shop shop = Shop.in(directory)) {
      assertRefused(
          output,
          ShopApplication.class,
          """
          Description:

          Directory is in use:
              path: %s
              pid: %d

          Action:

          Close the node in that process, or open another directory.
          """
              .formatted(directory, ProcessHandle.current().pid()),
          "--debros.directory=" + directory);

      assertThat(shop.items().count()).isZero();
    }
  }

  @Test
  void key_unknown_namesTheNearest(CapturedOutput output) {
    assertRefused(
        output,
        ShopApplication.class,
        """
        Description:

        Unknown setting:
            key: debros.store.typ
            origin: "debros.store.typ" from property source "commandLineArgs"

        Action:

        Use debros.store.type, the nearest known key, or remove it.
        """,
        "--debros.store.typ=memory");
  }

  @Test
  void namespace_unfit_saysWhatFits(CapturedOutput output) {
    assertRefused(
        output,
        ShopApplication.class,
        """
        Description:

        Setting does not fit:
            key: debros.namespace
            value: my/space

        Action:

        Use letters, digits and . _ ~ -.
        """,
        "--debros.store.type=memory",
        "--debros.namespace=my/space");
  }

  @Test
  void value_unfit_isNamed(CapturedOutput output) {
    assertRefused(
        output, ShopApplication.class, "Property: debros.store.type", "--debros.store.type=disk");
  }

  @Test
  void method_unknownProperty_namesTheNearest(CapturedOutput output) {
    assertRefused(
        output,
        Misspelt.class,
        """
        Description:

        Query method names an unknown property:
            repository: MisspeltRepository
            method: findByStok(int)
            entity: Item
            property: stok

        Action:

        Use stock, the nearest known property, or correct the name of the method.
        """,
        "--debros.store.type=memory");
  }

  @Test
  void annotations_unsupported_areAllListed(CapturedOutput output) {
    assertRefused(
        output,
        Unsupported.class,
        """
        Description:

        Managed classes cannot be used as they are:
          1. Annotation is not supported {entity=Tagged, attribute=others, annotation=@ManyToMany}.\
         Model the link as an entity with two @ManyToOne.
          2. Type cannot be stored {entity=Tagged, attribute=maybe, type=java.util.Optional}.\
         Convert it with @Convert, make it @Embeddable, or mark it @Transient.
        """,
        "--debros.store.type=memory");
  }

  private static void assertRefused(
      CapturedOutput output, Class<?> application, String report, String... arguments) {
    assertThatThrownBy(() -> Shop.run(application, arguments).close()).isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(report)
        .doesNotContain("\tat io.debros");
  }
}
