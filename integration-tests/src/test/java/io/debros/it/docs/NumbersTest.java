package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.node.NodeView;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** What the reference says about generated numbers is so. */
class NumbersTest {
  @Test
  void numbers_ofNodesThatKnowEachOthersClaims_differ() {
    try (EntityManagerFactory here = unit();
        EntityManagerFactory there = unit()) {
      assertThat(persisted(here)).isEqualTo(1000);
      assertThat(persisted(here)).isEqualTo(1001);
      ByteArrayOutputStream claims = new ByteArrayOutputStream();
      here.unwrap(NodeView.class).exportCar("global-id-blocks", claims);
      there.unwrap(NodeView.class).importCar(new ByteArrayInputStream(claims.toByteArray()));

      assertThat(persisted(there)).isEqualTo(1020);
      assertThat(persisted(here)).isEqualTo(1002);
    }
  }

  private static long persisted(EntityManagerFactory factory) {
    Invoice invoice = new Invoice();
    factory.runInTransaction(manager -> manager.persist(invoice));
    return invoice.getId();
  }

  private static EntityManagerFactory unit() {
    return new PersistenceConfiguration("invoices")
        .managedClass(Invoice.class)
        .property("debros.store.type", "memory")
        .property("debros.access.write", "*")
        .createEntityManagerFactory();
  }
}
