package io.debros.jpa.query.exec;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import java.util.List;

/**
 * Flushed changes of one context that are not committed yet; they lie over what is. Not changed
 * while a query runs; read by several threads.
 */
public interface Overlay {
  /** No changes. */
  Overlay NONE =
      new Overlay() {
        @Override
        public boolean isEmpty(EntityModel entity) {
          return true;
        }

        @Override
        public Collection<Document> changed(EntityModel entity) {
          return List.of();
        }

        @Override
        public boolean hides(EntityModel entity, String key) {
          return false;
        }
      };

  /** Whether nothing of the entity is changed or removed. */
  boolean isEmpty(EntityModel entity);

  /** New and changed rows of the entity as they will be, in any order. */
  Collection<Document> changed(EntityModel entity);

  /** Whether the committed row of a key is changed or removed. */
  boolean hides(EntityModel entity, String key);
}
