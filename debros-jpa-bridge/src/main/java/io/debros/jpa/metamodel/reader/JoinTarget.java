package io.debros.jpa.metamodel.reader;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.EntityReference;

/**
 * What {@code @JoinColumn(referencedColumnName)} names: only the target's id can be kept.
 *
 * @param place of the association
 * @param reference its target
 * @param column as written
 */
record JoinTarget(Place place, EntityReference reference, String column) {
  /** Refuses anything but the name or the column of the target's id; when it is linked. */
  void check() {
    EntityModel target = reference.model();
    AttributeModel id = target.id();
    String name = ColumnReader.unquoted(column);
    if (!name.equalsIgnoreCase(id.name()) && !name.equalsIgnoreCase(id.documentKey())) {
      place.refuse(
          "Join column does not reference the target's id",
          "referencedColumnName",
          target.name() + "." + column,
          "Remove referencedColumnName; the id " + id.name() + " is what is kept");
    }
  }
}
