package io.debros.jpa.mapping;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entities to documents and back. Bookkeeping keys ({@code _id}, {@code _model} and so on) are not
 * its business. Instances of entities are never proxies here. Thread-safe, as far as attribute
 * converters are.
 */
public final class DocumentMapper {
  private final Map<EntityModel, EntityCodec> codecs = new HashMap<>();

  /** A mapper for all entities of a metamodel. */
  public DocumentMapper(Metamodel metamodel) {
    for (EntityModel model : metamodel.entities()) {
      codecs.put(model, new EntityCodec(model));
    }
  }

  /**
   * The text form of an id, which is the document's key.
   *
   * @throws IllegalArgumentException if the id is null, empty or of another type
   */
  public String idText(EntityModel model, @Nullable Object id) {
    return codec(model).idText(id);
  }

  /**
   * The id of a text form.
   *
   * @throws UnreadableDocumentException if the text is not the form of an id of the entity
   */
  public Object idOf(EntityModel model, String text) {
    return codec(model).id(text);
  }

  /**
   * The document form of all stored attributes, by key; null where there is no value. Nothing in it
   * changes with the entity, so it serves as a snapshot. Reads nothing: lazy collections are not
   * stored, and of a proxy only the id is.
   *
   * @return a fresh map with every key
   * @throws jakarta.persistence.PersistenceException if documents cannot hold a value; names
   *     entity, id and key
   * @throws IllegalStateException if an association refers to an entity without an id
   */
  public Map<String, @Nullable Object> dehydrate(EntityModel model, Object entity) {
    return codec(model).dehydrate(entity);
  }

  /**
   * Sets all attributes of an instance from its document. The id comes from the document's key.
   * Inverse associations become lazy collections, or are read if they are eager.
   *
   * @param entity known to the resolver already, because what it refers to may refer back
   * @throws UnreadableDocumentException if a value does not fit; names entity, database, id, key
   *     and what was found. The instance may be filled in part.
   */
  public void hydrate(
      EntityModel model, Object entity, Document document, ReferenceResolver resolver) {
    codec(model).hydrate(entity, document, resolver);
  }

  /**
   * A stored document with fresh values: what it has beyond the attributes stays, in embedded
   * values too, so that a newer or foreign writer's data survives us.
   *
   * @param stored the document as it is
   * @param fresh values by key, as {@link #dehydrate} gives them; keys that it lacks stay
   * @return a fresh map
   */
  public Map<String, @Nullable Object> merged(
      EntityModel model,
      Map<String, ? extends @Nullable Object> stored,
      Map<String, ? extends @Nullable Object> fresh) {
    return codec(model).merged(stored, fresh);
  }

  /**
   * Sets one attribute that is no association to the value of its document form.
   *
   * @throws IllegalArgumentException if it is not the form of a value of the attribute
   */
  public void set(
      EntityModel model, AttributeModel attribute, Object entity, @Nullable Object plain) {
    codec(model).set(attribute, entity, plain);
  }

  /**
   * Copies basic, embedded and collected values between instances of one entity, so that they share
   * nothing mutable; neither id, version nor associations.
   */
  public void copy(EntityModel model, Object source, Object target) {
    codec(model).copyState(source, target);
  }

  private EntityCodec codec(EntityModel model) {
    EntityCodec codec = codecs.get(model);
    if (codec == null) {
      throw new IllegalArgumentException("Entity of another persistence unit: " + model.name());
    }
    return codec;
  }
}
