package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.store.error.Problem;
import jakarta.persistence.FetchType;
import jakarta.persistence.PersistenceException;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entity and its documents. */
final class EntityCodec {
  private final EntityModel model;
  private final ValueCodec ids;
  private final AttributeCodecs attributes;
  private final List<AttributeModel> inverse;

  EntityCodec(EntityModel model) {
    this.model = model;
    this.ids = ValueCodec.of(model.id());
    this.attributes = new AttributeCodecs(model.attributes());
    this.inverse = model.attributes().stream().filter(attribute -> !attribute.isStored()).toList();
  }

  String idText(@Nullable Object id) {
    if (id == null || !isId(id)) {
      throw new IllegalArgumentException(
          problem("Id does not fit the entity")
              .at("entity", model.name())
              .at("expected", model.id().javaType().getName())
              .at("found", id == null ? "null" : id.getClass().getName())
              .advice("Give an id of the expected type")
              .toString());
    }
    String text = KeyText.print(ids, id);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          problem("Id is empty text")
              .at("entity", model.name())
              .advice("Give an id with at least one character")
              .toString());
    }
    return text;
  }

  private boolean isId(Object id) {
    return MethodType.methodType(model.id().javaType()).wrap().returnType().isInstance(id);
  }

  Object id(String text) {
    return id(Document.of(text, Map.of()));
  }

  private Object id(Document document) {
    try {
      return KeyText.parse(ids, document.key());
    } catch (ValueException e) {
      throw unreadable(document, "_id", e);
    }
  }

  Map<String, @Nullable Object> dehydrate(Object entity) {
    try {
      return attributes.toDocument(entity);
    } catch (ValueException e) {
      Problem where =
          problem(e.problem().sentence())
              .at("entity", model.name())
              .at("id", model.id().get(entity))
              .at("key", e.path());
      throw new PersistenceException(detailed(where, e).toString(), e);
    }
  }

  void hydrate(Object entity, Document document, ReferenceResolver resolver) {
    Object id = id(document);
    model.id().set(entity, id);
    try {
      attributes.set(entity, attributes.fromDocument(document.values(), resolver));
    } catch (ValueException e) {
      throw unreadable(document, e.path(), e);
    }
    model.id().set(entity, id); // the key decides, whatever a foreign writer put beside it
    inverse.forEach(attribute -> refer(entity, attribute, resolver));
  }

  private void refer(Object entity, AttributeModel attribute, ReferenceResolver resolver) {
    if (attribute.kind() instanceof ToOne toOne) {
      attribute.set(entity, resolver.child(toOne, entity));
    } else if (attribute.kind() instanceof ToMany toMany) {
      LazyCollection collection = collection(entity, attribute, toMany, resolver);
      attribute.set(entity, collection);
      if (toMany.fetch() == FetchType.EAGER && resolver.isOpen()) {
        collection.load();
      }
    }
  }

  private LazyCollection collection(
      Object entity, AttributeModel attribute, ToMany toMany, ReferenceResolver resolver) {
    return toMany.collection() == CollectionKind.SET
        ? new LazySet(new LazyElements<>(model, attribute, entity, resolver, LinkedHashSet::new))
        : new LazyList(new LazyElements<>(model, attribute, entity, resolver, ArrayList::new));
  }

  Map<String, @Nullable Object> merged(Map<?, ?> stored, Map<?, ?> fresh) {
    return attributes.merged(stored, fresh);
  }

  void set(AttributeModel attribute, Object entity, @Nullable Object plain) {
    attributes.set(attribute, entity, plain);
  }

  void copyState(Object source, Object target) {
    attributes.copyState(source, target);
  }

  private UnreadableDocumentException unreadable(
      Document document, String key, ValueException cause) {
    Problem where = problem(cause.problem().sentence()).at("entity", model.name());
    String database = document.database();
    where = database == null ? where : where.at("database", database);
    where = where.at("id", document.key()).at("key", key);
    return new UnreadableDocumentException(detailed(where, cause), cause);
  }

  private static Problem detailed(Problem where, ValueException cause) {
    Problem detailed = where;
    for (Map.Entry<String, String> detail : cause.problem().details().entrySet()) {
      detailed = detailed.at(detail.getKey(), detail.getValue());
    }
    return detailed.advice(cause.problem().advice());
  }
}
