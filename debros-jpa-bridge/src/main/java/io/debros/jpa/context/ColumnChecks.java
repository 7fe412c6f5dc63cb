package io.debros.jpa.context;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.error.ColumnViolationException;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.ColumnRules;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.store.error.Problem;
import jakarta.persistence.PersistenceException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks document values against what {@code @Column} asks, before anything is written. */
final class ColumnChecks {
  private final EntityModel model;
  private final String id;

  ColumnChecks(EntityModel model, String id) {
    this.model = model;
    this.id = id;
  }

  /**
   * Checks the values of some keys.
   *
   * @throws ColumnViolationException names entity, id and attribute, never the value
   */
  void check(Map<String, @Nullable Object> values, Set<String> keys) {
    for (AttributeModel attribute : model.attributes()) {
      if (attribute.isStored() && keys.contains(attribute.documentKey())) {
        check(attribute, attribute.name(), values.get(attribute.documentKey()));
      }
    }
  }

  private void check(AttributeModel attribute, String path, @Nullable Object value) {
    if (value == null) {
      if (!attribute.nullable()) {
        throw new ColumnViolationException(
            at("Attribute must not be null", path).advice("Set it before the flush"));
      }
      return;
    }
    checkSize(attribute.rules(), path, value);
    if (attribute.kind() instanceof Embedded embedded && value instanceof Map<?, ?> map) {
      for (AttributeModel part : embedded.model().attributes()) {
        check(part, path + "." + part.name(), map.get(part.documentKey()));
      }
    }
  }

  private void checkSize(ColumnRules rules, String path, Object value) {
    int size = size(value);
    if (rules.length() != ColumnRules.UNLIMITED && size > rules.length()) {
      throw new ColumnViolationException(
          at("Attribute is longer than its column allows", path)
              .at("length", size)
              .at("allowed", rules.length())
              .advice("Shorten it, or raise @Column(length)"));
    }
    if (rules.precision() != ColumnRules.UNLIMITED && value instanceof String text) {
      checkDecimal(rules, path, text);
    }
  }

  private static int size(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    return value instanceof byte[] bytes ? bytes.length : 0;
  }

  private void checkDecimal(ColumnRules rules, String path, String text) {
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    int scale = Math.max(0, number.scale());
    int digitsBefore = number.precision() - number.scale();
    if (scale > rules.scale() || digitsBefore > rules.precision() - rules.scale()) {
      throw new ColumnViolationException(
          at("Number has more digits than its column allows", path)
              .at("precision", rules.precision())
              .at("scale", rules.scale())
              .advice("Round it, or raise @Column(precision, scale)"));
    }
  }

  /**
   * Checks that values which place the row are what they were.
   *
   * @param changed keys whose values differ from the stored ones
   */
  void checkUnchanged(Set<String> changed) {
    for (AttributeModel attribute : placing()) {
      if (changed.contains(attribute.documentKey())) {
        throw new PersistenceException(
            at("Id, owner and shard key of a row never change", attribute.name())
                .advice("Set it back, or persist a new entity and remove this one")
                .toString());
      }
    }
  }

  private List<AttributeModel> placing() {
    AttributeModel owner = model.owner();
    AttributeModel shardKey = model.placement().key();
    return owner == null ? List.of(model.id(), shardKey) : List.of(model.id(), owner, shardKey);
  }

  private Problem at(String sentence, String path) {
    return problem(sentence).at("entity", model.name()).at("id", id).at("attribute", path);
  }
}
