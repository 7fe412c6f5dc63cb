package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.mapping.DocumentMapper;
import io.debros.jpa.mapping.Lazy;
import io.debros.jpa.merge.Counters;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.EntityNotFoundException;

/** Counts through the managed instances of one context. One thread at a time. */
record ContextCounters(Engine engine, UnitOfWork work) implements Counters {

  @Override
  public void add(Class<?> entity, Object id, String attribute, long amount) {
    work.requireOpen();
    work.requireTransaction("count");
    EntityModel model = engine.metamodel().entity(entity);
    AttributeModel counter = counter(model, attribute);
    Object found = work.guarded(() -> work.context().find(model, id));
    if (found == null) {
      throw new EntityNotFoundException(
          problem("Row to be counted does not exist")
              .at("entity", model.name())
              .at("id", id)
              .advice("It was removed, or has not arrived from another node yet")
              .toString());
    }
    Object target = Lazy.target(found);
    DocumentMapper mapper = engine.shared().mapper();
    Object present = mapper.dehydrate(model, target).get(counter.documentKey());
    long before = present instanceof Long number ? number : 0;
    mapper.set(model, counter, target, Math.addExact(before, amount));
  }

  private static AttributeModel counter(EntityModel model, String name) {
    AttributeModel attribute = model.attribute(name);
    if (!attribute.isCounter()) {
      throw new IllegalArgumentException(
          problem("Attribute is no counter")
              .at("entity", model.name())
              .at("attribute", name)
              .advice("Annotate it with @Counter, or set it on a managed entity")
              .toString());
    }
    return attribute;
  }
}
