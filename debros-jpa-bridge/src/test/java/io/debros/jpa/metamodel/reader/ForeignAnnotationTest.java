package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Annotations of {@code javax.persistence} have the right names and are none of ours. */
class ForeignAnnotationTest {
  static class Plain {
    @javax.persistence.Column String inherited;
  }

  record Size(@javax.persistence.Column int width) {}

  @Embeddable
  record Place(@javax.persistence.Column String city) {}

  static class Listener {
    @javax.persistence.PrePersist
    void note(Object entity) {}
  }

  @Entity
  @EntityListeners(Listener.class)
  static class Old extends Plain {
    @Id String id;
    @javax.persistence.Transient String cached;
    @javax.persistence.Transient static String shared;
    @jakarta.persistence.Transient @javax.persistence.Column Size size;
    @Embedded Place place;

    @javax.persistence.PrePersist
    void fill() {
      cached = "full";
    }
  }

  @javax.persistence.Entity
  static class Older {
    @Id String id;
  }

  @Test
  void javax_anywhereInAnEntity_isRefusedByName() {
    assertThat(refused(Old.class))
        .containsExactlyInAnyOrder(
            "attribute=cached, annotation=@javax.persistence.Transient",
            "attribute=shared, annotation=@javax.persistence.Transient",
            "attribute=size, annotation=@javax.persistence.Column",
            "attribute=inherited, annotation=@javax.persistence.Column",
            "attribute=place.city, annotation=@javax.persistence.Column",
            "attribute=fill, annotation=@javax.persistence.PrePersist",
            "attribute=note, annotation=@javax.persistence.PrePersist");
  }

  @Test
  void javaxEntity_managed_isRefused() {
    assertThat(refused(Older.class)).containsExactly("annotation=@javax.persistence.Entity");
  }

  private static List<String> refused(Class<?> type) {
    Throwable refusal = catchThrowable(() -> MetamodelReader.read(List.of(type)));

    assertThat(refusal)
        .isInstanceOf(PersistenceException.class)
        .hasMessageContaining("Use the annotations of jakarta.persistence");
    String prefix =
        "Annotation of another provider is not supported {entity=" + type.getSimpleName();
    return refusal
        .getMessage()
        .lines()
        .filter(line -> line.contains(prefix))
        .map(line -> line.substring(line.indexOf(prefix) + prefix.length() + 2, line.indexOf('}')))
        .toList();
  }
}
