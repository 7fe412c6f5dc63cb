package io.debros.jpa.commit;

import io.debros.jpa.document.Document;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.operation.InsertEntity;
import io.debros.jpa.operation.Row;
import io.debros.jpa.operation.SettleEntity;
import io.debros.jpa.operation.UpdateEntity;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the documents that are stored: attribute values and the keys that say what was written and
 * when. Keys that we do not know, of a newer or foreign writer, survive an update.
 */
final class Bookkeeping {
  private static final String ID = "_id";
  private static final String MODEL = "_model";
  private static final String CREATED_AT = "_createdAt";
  private static final String UPDATED_AT = "_updatedAt";
  private static final String CHANGED = "_changed";

  /** Keys of a document that are no attributes. */
  static final Set<String> KEYS =
      Set.of(ID, MODEL, CREATED_AT, UPDATED_AT, CHANGED, Document.TWINS);

  private final DocumentMapper mapper;

  Bookkeeping(DocumentMapper mapper) {
    this.mapper = mapper;
  }

  /** The document of a new row: all of it is new, so nothing says what changed. */
  Map<String, @Nullable Object> inserted(InsertEntity insert, long nowMillis) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>(insert.values());
    identify(document, insert.row());
    document.put(CREATED_AT, nowMillis);
    document.put(UPDATED_AT, nowMillis);
    return document;
  }

  /**
   * The document of a changed row.
   *
   * @param stored what is there now
   * @param clockTime time of the entry that will carry the document
   */
  Map<String, @Nullable Object> updated(
      UpdateEntity update, Document stored, long nowMillis, long clockTime) {
    Map<String, @Nullable Object> changed = new HashMap<>(update.values());
    changed.keySet().retainAll(update.changed());
    Map<String, @Nullable Object> document =
        mapper.merged(update.row().model(), stored.values(), changed);
    document.remove(Document.TWINS);
    identify(document, update.row());
    document.put(UPDATED_AT, nowMillis);
    List<String> keys = List.copyOf(new TreeSet<>(update.changed()));
    document.put(CHANGED, changed(update, clockTime, keys));
    return document;
  }

  /**
   * The document of a row beside which another one does not wait any more: the row itself is not
   * changed.
   *
   * @param stored what is there now
   * @param clockTime time of the entry that will carry the document
   */
  Map<String, @Nullable Object> settled(SettleEntity settle, Document stored, long clockTime) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>(stored.values());
    document.remove(Document.TWINS);
    Map<String, Object> settled = Map.of(settle.entry(), settle.last());
    document.put(CHANGED, Map.of("at", clockTime, "keys", List.of(), "settled", settled));
    return document;
  }

  /** Of a version that is a time nobody can tell which one it follows: the document says it. */
  private static Map<String, Object> changed(
      UpdateEntity update, long clockTime, List<String> keys) {
    Object from = update.expectedVersion();
    AttributeModel version = update.row().model().version();
    boolean isTime = version != null && !isNumber(version) && update.movesVersion();
    return isTime && from != null
        ? Map.of("at", clockTime, "keys", keys, "from", from)
        : Map.of("at", clockTime, "keys", keys);
  }

  private static boolean isNumber(AttributeModel version) {
    return version.kind() instanceof Basic basic && basic.type().valueType().isInteger();
  }

  private static void identify(Map<String, @Nullable Object> document, Row row) {
    document.put(ID, row.id());
    document.put(MODEL, row.model().name());
  }
}
