package io.debros.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.acceptance.shop.Item;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.PermissionDeniedDataAccessException;

/** Two Boot applications with the same root admin; the other one may write while it is granted. */
class AccessTest {
  @TempDir Path directory;

  @Test
  void save_grantedAndRevokedAtRunTime_isTakenAndRefused() {
    try (Shop admin = Shop.ruledBy(directory.resolve("admin"), "");
        Shop other = Shop.ruledBy(directory.resolve("other"), admin.node().identity())) {
      admin.items().save(item("lamp"));
      assertThat(other.items().count()).isZero();
      assertThat(other.node().databases()).isEqualTo(admin.node().databases());
      send(admin, other);
      assertThatThrownBy(() -> other.items().save(item("too early")))
          .isInstanceOf(PermissionDeniedDataAccessException.class);

      String writer = other.node().identity();
      for (String database : admin.node().databases().keySet()) {
        admin.operations().grant(database, writer);
      }
      send(admin, other);
      other.items().save(item("chair"));
      send(other, admin);
      assertThat(admin.items().count()).isEqualTo(2);
      assertThat(admin.operations().writers("global-item-shard-0"))
          .containsExactlyInAnyOrder(admin.node().identity(), writer);

      for (String database : admin.node().databases().keySet()) {
        admin.operations().revoke(database, writer);
      }
      send(admin, other);
      assertThatThrownBy(() -> other.items().save(item("too late")))
          .isInstanceOf(PermissionDeniedDataAccessException.class);
      assertThat(other.items().count()).isEqualTo(2);
    }
  }

  private static Item item(String name) {
    return new Item(name, name, 1);
  }

  private static void send(Shop from, Shop to) {
    for (String database : from.node().databases().keySet()) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      from.node().exportCar(database, file);
      to.node().importCar(new ByteArrayInputStream(file.toByteArray()));
    }
  }
}
