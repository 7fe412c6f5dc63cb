package io.debros.jpa.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.manager.model.Note;
import io.debros.jpa.node.NodeView;
import io.debros.store.error.AppendDeniedException;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The right to write entities is granted and revoked while units run. */
class AccessTest {
  private static final String NOTES = "global-note";

  private final EntityManagerFactory admin =
      TestUnits.inMemory(Map.of("debros.access.type", "orbitdb"), Note.class);
  private final EntityManagerFactory other =
      TestUnits.inMemory(
          Map.of("debros.access.type", "orbitdb", "debros.access.write", node(admin).identity()),
          Note.class);
  private final String otherId = node(other).identity();

  @AfterEach
  void close() {
    admin.close();
    other.close();
  }

  @Test
  void persist_grantedAndRevoked_isTakenAndRefused() {
    TestUnits.persist(admin, Note.of("ada", "text"));
    send(admin, other);
    assertDenied(Note.of("too early", "text"));

    node(admin).grant(NOTES, otherId);
    assertThat(node(admin).writers(NOTES)).contains(otherId, node(admin).identity());
    send(admin, other);
    TestUnits.persist(other, Note.of("bob", "text"));
    send(other, admin);
    TestUnits.read(admin, manager -> assertThat(TestUnits.list(manager, Note.class)).hasSize(2));

    node(admin).revoke(NOTES, otherId);
    assertThat(node(admin).writers(NOTES)).containsExactly(node(admin).identity());
    send(admin, other);
    assertDenied(Note.of("too late", "text"));
    TestUnits.read(other, manager -> assertThat(TestUnits.list(manager, Note.class)).hasSize(2));
  }

  @Test
  void databases_ofUnitsWithTheSameAdmins_haveOneAddress() {
    TestUnits.persist(admin, Note.of("ada", "text"));
    TestUnits.read(other, manager -> assertThat(TestUnits.list(manager, Note.class)).isEmpty());

    assertThat(node(other).databases()).isEqualTo(node(admin).databases());
    assertThat(node(other).writers(NOTES)).containsExactly(node(admin).identity());
  }

  @Test
  void grant_byAUnitThatIsNoAdmin_isRefused() {
    TestUnits.read(other, manager -> assertThat(TestUnits.list(manager, Note.class)).isEmpty());

    assertThatThrownBy(() -> node(other).grant(NOTES, otherId))
        .isInstanceOf(AppendDeniedException.class)
        .hasMessageContaining("Only root admins may change who may write");
  }

  @Test
  void grant_ofFixedWriters_isRefused() {
    try (EntityManagerFactory fixed = TestUnits.inMemory(Note.class)) {
      TestUnits.persist(fixed, Note.of("ada", "text"));

      assertThat(node(fixed).writers(NOTES)).containsExactly(node(fixed).identity());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node(fixed).grant(NOTES, otherId))
          .withMessageContaining("Writers of the database are fixed {database=global-note");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> node(fixed).revoke("global-nte", otherId))
          .withMessageContaining("Name global-note, the nearest one");
    }
  }

  private void assertDenied(Note note) {
    assertThatExceptionOfType(RollbackException.class)
        .isThrownBy(() -> TestUnits.persist(other, note))
        .havingCause()
        .isInstanceOf(AppendDeniedException.class);
  }

  private static void send(EntityManagerFactory from, EntityManagerFactory to) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    node(from).exportCar(NOTES, file);
    node(to).importCar(new ByteArrayInputStream(file.toByteArray()));
  }

  private static NodeView node(EntityManagerFactory factory) {
    return factory.unwrap(NodeView.class);
  }
}
