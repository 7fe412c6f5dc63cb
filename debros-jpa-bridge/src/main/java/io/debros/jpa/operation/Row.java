package io.debros.jpa.operation;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which row an operation is about, and all that the router needs to find its database.
 *
 * @param id text form of the id, the document's key
 * @param place document values of owner and shard key
 */
public record Row(EntityModel model, String id, Map<String, @Nullable Object> place) {

  /** The row of these document values. */
  public static Row of(
      EntityModel model, String id, Map<String, ? extends @Nullable Object> values) {
    Map<String, @Nullable Object> place = new HashMap<>();
    AttributeModel owner = model.owner();
    if (owner != null) {
      place.put(owner.documentKey(), values.get(owner.documentKey()));
    }
    String shardKey = model.placement().key().documentKey();
    place.put(shardKey, values.get(shardKey));
    return new Row(model, id, place);
  }

  /** What the router asks for. */
  public Document placing() {
    return Document.of(id, place);
  }
}
