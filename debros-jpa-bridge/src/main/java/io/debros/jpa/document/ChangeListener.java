package io.debros.jpa.document;

import java.util.List;

/**
 * Told what commits and joins did. Called on the thread that did it, in the order of the commits of
 * each database, after the change is stored and before the writing call returns.
 */
@FunctionalInterface
public interface ChangeListener {
  /**
   * One commit to one database.
   *
   * @param changes one per document; never empty
   */
  void changed(List<DocumentChange> changes);
}
