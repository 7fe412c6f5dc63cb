package io.debros.jpa.metamodel.reader;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.StoreType;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.Placement;
import io.debros.jpa.metamodel.ValueType;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code @Model} and {@code @Owner}. */
final class PlacementReader {
  private static final List<String> OWNER_NAMES = List.of("userId", "authorId", "ownerId");
  private static final Model DEFAULT = Defaults.class.getAnnotation(Model.class);

  private final Place place;
  private final Map<String, AttributeModel> attributes;
  private final Model model;

  @Model
  private static final class Defaults {}

  PlacementReader(Place place, Class<?> type, Map<String, AttributeModel> attributes) {
    this.place = place;
    this.attributes = attributes;
    Model annotation = type.getAnnotation(Model.class);
    this.model = annotation == null ? DEFAULT : annotation;
  }

  /** The owner attribute; null if the entity is global or was refused. */
  @Nullable AttributeModel owner() {
    List<AttributeModel> marked =
        attributes.values().stream()
            .filter(
                attribute ->
                    ((AnnotatedElement) attribute.member()).isAnnotationPresent(Owner.class))
            .toList();
    if (model.scope() == Scope.GLOBAL) {
      for (AttributeModel attribute : marked) {
        place
            .in(attribute.name())
            .refuse(
                "Owner of an entity that is not user-scoped",
                "Set @Model(scope = Scope.USER), or remove @Owner");
      }
      return null;
    }
    if (marked.size() > 1) {
      place.refuse("Entity has two owners", "Leave @Owner on one attribute");
    }
    return marked.isEmpty() ? ownerByName() : checkedOwner(marked.get(0));
  }

  private @Nullable AttributeModel ownerByName() {
    for (String name : OWNER_NAMES) {
      AttributeModel attribute = attributes.get(name);
      if (attribute != null) {
        return checkedOwner(attribute);
      }
    }
    place.refuse(
        "User-scoped entity has no owner",
        "Mark the attribute that names the user with @Owner, or call it userId, authorId or"
            + " ownerId");
    return null;
  }

  private @Nullable AttributeModel checkedOwner(AttributeModel attribute) {
    if (attribute.kind() instanceof ToOne toOne && toOne.isOwning()) {
      return attribute;
    }
    if (attribute.kind() instanceof Basic basic && isKey(basic.type().valueType())) {
      return attribute;
    }
    place
        .in(attribute.name())
        .refuse("Owner is neither text, number nor UUID", "Use String, a whole number or UUID");
    return null;
  }

  private static boolean isKey(ValueType type) {
    return type == ValueType.TEXT || type == ValueType.UUID || type.isInteger();
  }

  /** The placement; rules that the annotation breaks are refused. */
  Placement placement(AttributeModel id) {
    if (model.type() != StoreType.DOCSTORE) {
      place.refuse(Model.class, "type = " + model.type(), "Use StoreType.DOCSTORE");
    }
    if (model.encryption() == Encryption.OWNER && model.scope() == Scope.GLOBAL) {
      place.refuse(
          Model.class,
          "encryption = OWNER",
          "Set scope = Scope.USER, or Encryption.MODEL: a global entity has no owners");
    }
    Sharding sharding = model.sharding();
    AttributeModel key = key(sharding, id);
    int count =
        sharding.strategy() == Strategy.RANGE ? sharding.ranges().length + 1 : sharding.count();
    check(sharding, key);
    return new Placement(
        model.scope(),
        model.type(),
        sharding.strategy(),
        count,
        sharding.strategy() == Strategy.USER ? id : key,
        Arrays.asList(sharding.ranges()),
        model.merge(),
        model.encryption());
  }

  private AttributeModel key(Sharding sharding, AttributeModel id) {
    if (sharding.key().isEmpty()) {
      return id;
    }
    AttributeModel key = attributes.get(sharding.key());
    if (key == null) {
      place.refuse(
          "Shard key is unknown", "key", sharding.key(), "Name an attribute of the entity");
      return id;
    }
    return key;
  }

  private void check(Sharding sharding, AttributeModel key) {
    if (sharding.count() < 1) {
      refuse("count", "Give at least 1 shard");
    }
    if (sharding.strategy() != Strategy.RANGE && sharding.ranges().length > 0) {
      refuse("ranges", "Set strategy = Strategy.RANGE, or remove the split points");
    }
    switch (sharding.strategy()) {
      case NONE -> {
        if (sharding.count() != 1 || !sharding.key().isEmpty()) {
          refuse("count, key", "Set a strategy, or remove them");
        }
      }
      case USER -> checkUser(sharding, key);
      case HASH -> checkKey(key);
      case RANGE -> {
        checkKey(key);
        checkRanges(sharding, key);
      }
    }
  }

  private void checkUser(Sharding sharding, AttributeModel key) {
    if (model.scope() != Scope.USER) {
      refuse("strategy = USER", "Set scope = Scope.USER, or use Strategy.HASH");
    } else if (!sharding.key().isEmpty() && !key.equals(owner())) {
      refuse("key = " + sharding.key(), "Name the owner attribute, or leave the key out");
    }
  }

  private void checkKey(AttributeModel key) {
    boolean owning = key.kind() instanceof ToOne toOne && toOne.isOwning();
    if (!(key.kind() instanceof Basic) && !owning) {
      refuse("key = " + key.name(), "Name an attribute with a single value");
    }
  }

  private void checkRanges(Sharding sharding, AttributeModel key) {
    List<String> ranges = Arrays.asList(sharding.ranges());
    if (ranges.isEmpty()) {
      refuse("ranges", "Give at least one split point");
    } else if (sharding.count() != 1 && sharding.count() != ranges.size() + 1) {
      refuse("count", "Leave it out; there is one shard more than split points");
    }
    Comparator<String> order = order(key);
    if (order == null) {
      refuse("strategy = RANGE", "Use a key of text or numbers");
      return;
    }
    try {
      for (int i = 1; i < ranges.size(); i++) {
        if (order.compare(ranges.get(i - 1), ranges.get(i)) >= 0) {
          refuse("ranges", "Order the split points from low to high, each once");
        }
      }
    } catch (NumberFormatException e) {
      refuse("ranges", "Give numbers, as the key is one");
    }
  }

  private static @Nullable Comparator<String> order(AttributeModel key) {
    ValueType type = key.kind() instanceof Basic basic ? basic.type().valueType() : null;
    if (type == ValueType.TEXT || type == ValueType.UUID || type == ValueType.LOCAL_DATE) {
      return (left, right) ->
          Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }
    boolean number =
        type != null
            && (type.isInteger()
                || type == ValueType.BIG_DECIMAL
                || type == ValueType.DOUBLE
                || type == ValueType.FLOAT);
    return number ? Comparator.comparing(BigDecimal::new) : null;
  }

  private void refuse(String element, String advice) {
    place.refuse("Sharding cannot be used as given", "element", element, advice);
  }
}
