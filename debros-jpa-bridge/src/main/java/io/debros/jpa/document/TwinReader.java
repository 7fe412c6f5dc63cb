package io.debros.jpa.document;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.merge.KeyFold;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the twins that a stored row shows.
 *
 * @param database name of the row's database
 */
record TwinReader(MergedView view, String database) {
  /** In the order of the log; empty if there are none. */
  List<DocumentTwin> twins(String key, CborMap row) {
    if (!(row.find(KeyFold.TWINS) instanceof CborList list)) {
      return List.of();
    }
    Document keeper = document(key, row);
    List<DocumentTwin> twins = new ArrayList<>();
    for (CborValue value : list.values()) {
      if (value instanceof CborMap twin && twin.find("row") instanceof CborMap other) {
        twins.add(
            new DocumentTwin(
                text(twin.find("entry")), text(twin.find("last")), keeper, document(key, other)));
      }
    }
    return twins;
  }

  private Document document(String key, CborMap stored) {
    return Document.stored(key, new CborPlainMap(() -> stored, view), database);
  }

  private static String text(@Nullable CborValue value) {
    return value instanceof CborText text ? text.value() : "";
  }
}
