package io.debros.jpa.shard;

import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Placement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All of a model that decides which database a row is in, as text that can be kept: {@code
 * scope=USER, strategy=HASH, count=4, owner=writerId, key=_id}. Attributes are named by their keys
 * in documents.
 *
 * @param text the whole of it; placements are equal if their texts are
 */
record PlacementRecord(Scope scope, Strategy strategy, int count, String text) {
  /** Key of the id's text in every document, whatever the attribute is called. */
  private static final String ID = "_id";

  private static final Pattern START =
      Pattern.compile(
          "scope=([A-Z]+), strategy=([A-Z]+), count=([0-9]{1,9})(, .*)?", Pattern.DOTALL);

  static PlacementRecord of(EntityModel model) {
    Placement placement = model.placement();
    StringBuilder text = new StringBuilder();
    text.append("scope=").append(placement.scope());
    text.append(", strategy=").append(placement.strategy());
    text.append(", count=").append(placement.count());
    AttributeModel owner = model.owner();
    if (placement.isUserScoped() && owner != null) {
      text.append(", owner=").append(owner.documentKey());
    }
    if (placement.isSharded()) {
      text.append(", key=").append(placement.key().isId() ? ID : placement.key().documentKey());
    }
    if (!placement.ranges().isEmpty()) {
      text.append(", ranges=").append(placement.ranges());
    }
    return new PlacementRecord(
        placement.scope(), placement.strategy(), placement.count(), text.toString());
  }

  /** Null if the text is none of ours. */
  static @Nullable PlacementRecord parse(String text) {
    Matcher parts = START.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    try {
      return new PlacementRecord(
          Scope.valueOf(parts.group(1)),
          Strategy.valueOf(parts.group(2)),
          Integer.parseInt(parts.group(3)),
          text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  boolean isUserScoped() {
    return scope == Scope.USER;
  }

  boolean isSharded() {
    return strategy != Strategy.NONE;
  }
}
