package io.debros.jpa.manager;

import io.debros.jpa.annotation.Merge;
import io.debros.jpa.document.Document;
import io.debros.jpa.document.DocumentConflict;
import io.debros.jpa.document.DocumentConflictListener;
import io.debros.jpa.document.DocumentResolver;
import io.debros.jpa.document.DocumentTwin;
import io.debros.jpa.document.MergeSpec;
import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.LazyProxies;
import io.debros.jpa.merge.ConflictListener;
import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.merge.EntityConflict;
import io.debros.jpa.merge.IdConflict;
import io.debros.jpa.merge.UniqueViolation;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.shard.MergeSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How entities merge, who decides their conflicts and who is told of them. Thread-safe. */
final class Merging implements MergeSource {
  private static final Logger log = LoggerFactory.getLogger(Merging.class);

  private final DocumentMapper mapper;
  private final DetachedRows rows;
  private final Map<Class<?>, ConflictResolver<?>> resolvers;
  private final List<ConflictListener> listeners = new CopyOnWriteArrayList<>();

  Merging(
      DocumentMapper mapper, LazyProxies proxies, Map<Class<?>, ConflictResolver<?>> resolvers) {
    this.mapper = mapper;
    this.rows = new DetachedRows(mapper, proxies);
    this.resolvers = resolvers;
  }

  void addListener(ConflictListener listener) {
    listeners.add(listener);
  }

  /** Has the listeners told of rows with one unique value. */
  void tell(UniqueViolation<?> violation) {
    listeners.forEach(listener -> listener.violated(violation));
  }

  @Override
  public @Nullable MergeSpec merge(EntityModel model) {
    if (model.placement().merge() == Merge.DOCUMENT) {
      return null;
    }
    AttributeModel version = model.version();
    ConflictResolver<?> resolver = resolvers.get(model.javaType());
    return new MergeSpec(
        keys(model, AttributeModel::isCounter),
        keys(model, AttributeModel::isCrdtSet),
        version == null ? null : version.documentKey(),
        resolver == null ? null : new Decider<>(model, resolver),
        new Teller(model));
  }

  private static Set<String> keys(EntityModel model, Predicate<AttributeModel> which) {
    return model.attributes().stream()
        .filter(which)
        .map(AttributeModel::documentKey)
        .collect(Collectors.toSet());
  }

  private void tell(EntityModel model, DocumentConflict conflict) {
    if (!listeners.isEmpty()) {
      EntityConflict<?> entities = entities(model, model.javaType(), conflict);
      listeners.forEach(listener -> listener.conflicted(entities));
    }
  }

  private <T> EntityConflict<T> entities(
      EntityModel model, Class<T> type, DocumentConflict conflict) {
    Document ancestor = conflict.ancestor();
    Document merged = conflict.merged();
    T earlier = type.cast(rows.entity(model, conflict.earlier()));
    T later = type.cast(rows.entity(model, conflict.later()));
    return new EntityConflict<>(
        type,
        mapper.idOf(model, conflict.earlier().key()),
        version(model, earlier),
        version(model, later),
        earlier,
        later,
        ancestor == null ? null : type.cast(rows.entity(model, ancestor)),
        merged == null ? null : type.cast(rows.entity(model, merged)));
  }

  private static @Nullable Object version(EntityModel model, Object entity) {
    AttributeModel version = model.version();
    return version == null ? null : version.get(entity);
  }

  /** A waiting row and the one that has its id, as entities. */
  <T> IdConflict<T> entities(EntityModel model, Class<T> type, DocumentTwin twin) {
    return new IdConflict<>(
        type,
        mapper.idOf(model, twin.keeper().key()),
        type.cast(rows.entity(model, twin.keeper())),
        type.cast(rows.entity(model, twin.other())),
        twin.entry());
  }

  /** Tells of the conflicts of an entity. */
  private final class Teller implements DocumentConflictListener {
    private final EntityModel model;

    Teller(EntityModel model) {
      this.model = model;
    }

    @Override
    public void conflicted(DocumentConflict conflict) {
      tell(model, conflict);
    }

    @Override
    public void twinned(DocumentTwin twin) {
      if (!listeners.isEmpty()) {
        IdConflict<?> conflict = entities(model, model.javaType(), twin);
        listeners.forEach(listener -> listener.idConflicted(conflict));
      }
    }
  }

  /** Puts an application's resolver before documents. */
  private final class Decider<T> implements DocumentResolver {
    private final EntityModel model;
    private final ConflictResolver<T> resolver;

    Decider(EntityModel model, ConflictResolver<T> resolver) {
      this.model = model;
      this.resolver = resolver;
    }

    @Override
    public @Nullable Map<String, @Nullable Object> resolve(DocumentConflict conflict) {
      try {
        T decided = resolver.resolve(entities(model, resolver.entityType(), conflict));
        Document merged = conflict.merged();
        return decided == null
            ? null
            : mapper.merged(
                model,
                merged == null ? Map.of() : merged.values(),
                mapper.dehydrate(model, decided));
      } catch (RuntimeException failure) {
        log.error(
            "Conflict resolver {} failed, the row merges by attribute {entity={}, id={}}",
            resolver.getClass().getName(),
            model.name(),
            conflict.earlier().key(),
            failure);
        return null;
      }
    }

    @Override
    public String fingerprint() {
      return resolver.getClass().getName() + ":" + resolver.version();
    }
  }
}
