package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.data.repository.query.ResultProcessor;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.util.ReflectionUtils;
import org.springframework.util.ClassUtils;

/** A query that is derived from its method's name. Thread-safe. */
final class DerivedRepositoryQuery implements RepositoryQuery {
  private final DebrosQueryMethod method;
  private final DerivedQuery derived;
  private final QueryExecution execution;
  private final Map<Class<?>, Projector> projectors = new ConcurrentHashMap<>();

  /**
   * Parses, checks and declares the query.
   *
   * @throws IllegalArgumentException if the method cannot be run, naming what is wrong with it
   */
  DerivedRepositoryQuery(DebrosQueryMethod method, QueryRunner runner, EntityManager manager) {
    this.method = method;
    this.derived = new DerivedQuery(method);
    checkReturnType();
    this.execution = QueryExecution.of(method, derived, runner, manager);
    runner.declare(declared());
  }

  @Override
  public @Nullable Object execute(@Nullable Object[] values) {
    ParametersParameterAccessor accessor =
        new ParametersParameterAccessor(method.getParameters(), values);
    if (returnsNumber()) {
      return converted(execution.run(derived.bound(accessor), derived.window(accessor), accessor));
    }
    ResultProcessor processor = method.getResultProcessor().withDynamicProjection(accessor);
    Projector projector = projector(processor.getReturnedType());
    Query query = derived.bound(accessor).withProjection(projector.projection());
    Object result = execution.run(query, derived.window(accessor), accessor);
    return processor.processResult(result, projector);
  }

  @Override
  public QueryMethod getQueryMethod() {
    return method;
  }

  private Query declared() {
    Query query = derived.declared();
    return returnsNumber() || derived.isDelete() || method.getParameters().hasDynamicProjection()
        ? query
        : query.withProjection(projector(returnedType()).projection());
  }

  private boolean returnsNumber() {
    return derived.isCount()
        || derived.isExists()
        || (derived.isDelete() && !method.isCollectionQuery());
  }

  private @Nullable Object converted(@Nullable Object result) {
    Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(method.getReturnedObjectType());
    return ReflectionUtils.isVoid(type)
        ? null
        : DefaultConversionService.getSharedInstance().convert(result, type);
  }

  private ReturnedType returnedType() {
    return method.getResultProcessor().getReturnedType();
  }

  private Projector projector(ReturnedType type) {
    return projectors.computeIfAbsent(
        type.getReturnedType(),
        returned -> Projector.of(type, method.problem("Projection does not fit its entity")));
  }

  private void checkReturnType() {
    Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(method.getReturnedObjectType());
    if (derived.isExists()) {
      require(type == Boolean.class, "Return boolean");
    } else if (derived.isCount()) {
      require(Number.class.isAssignableFrom(type), "Return long or int");
    } else if (returnsNumber()) {
      require(
          ReflectionUtils.isVoid(type) || Number.class.isAssignableFrom(type),
          "Return void, long, int, or a List of the removed entities");
    } else if (derived.isDelete()) {
      require(isEntity(type), "Return void, long, int, or a List of the removed entities");
    } else if (!method.getParameters().hasDynamicProjection()) {
      require(
          isEntity(type) || returnedType().isProjecting(),
          "Return the entity, a record or an interface, alone or in a List, Optional, Stream,"
              + " Streamable, Page or Slice");
    }
  }

  private boolean isEntity(Class<?> type) {
    return type.isAssignableFrom(method.entity());
  }

  private void require(boolean fits, String advice) {
    if (!fits) {
      throw DebrosQueryMethod.refusal(
          method
              .problem("Return type does not fit the query")
              .at("type", method.getReturnedObjectType().getSimpleName())
              .advice(advice));
    }
  }
}
