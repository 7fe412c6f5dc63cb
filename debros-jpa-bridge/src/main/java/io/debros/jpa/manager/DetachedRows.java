package io.debros.jpa.manager;

import io.debros.jpa.document.Document;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.mapping.ReferenceResolver;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entities outside of any context: their references have ids and nothing else. Thread-safe. */
final class DetachedRows implements ReferenceResolver {
  private final DocumentMapper mapper;
  private final LazyProxies proxies;

  DetachedRows(DocumentMapper mapper, LazyProxies proxies) {
    this.mapper = mapper;
    this.proxies = proxies;
  }

  /** An instance with the values of a document. */
  Object entity(EntityModel model, Document document) {
    Object entity = model.instantiate();
    mapper.hydrate(model, entity, document, this);
    return entity;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public Object reference(EntityModel target, Object id) {
    return proxies.proxy(target, id, this);
  }

  /** Asked only for classes that cannot have proxies. */
  @Override
  public Object load(EntityModel target, Object id) {
    Object entity = target.instantiate();
    target.id().set(entity, id);
    return entity;
  }

  @Override
  public Collection<?> children(EntityModel owner, AttributeModel toMany, Object ownerEntity) {
    return List.of();
  }

  @Override
  public @Nullable Object child(ToOne association, Object ownerEntity) {
    return null;
  }
}
