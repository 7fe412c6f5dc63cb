package io.debros.it.docs;

import io.debros.jpa.merge.ConflictResolver;
import io.debros.jpa.merge.EntityConflict;

/** The resolver of the page about consistency. */
public class LongerText implements ConflictResolver<Story> {
  @Override
  public Class<Story> entityType() {
    return Story.class;
  }

  @Override
  public Story resolve(EntityConflict<Story> conflict) {
    Story earlier = conflict.earlier();
    Story later = conflict.later();
    return earlier.getText().length() > later.getText().length() ? earlier : later;
  }
}
