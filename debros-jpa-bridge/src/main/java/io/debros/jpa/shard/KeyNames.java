package io.debros.jpa.shard;

import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.metamodel.EntityModel;
import org.jspecify.annotations.Nullable;

/**
 * Names of the keys that databases are encrypted under: {@code model/article}, {@code owner/ada}.
 * Immutable, thread-safe.
 *
 * @param unit how entities are encrypted that do not say it themselves; never {@link
 *     Encryption#SETTING}
 */
public record KeyNames(Encryption unit) {
  /** Nothing is encrypted, unless an entity says so. */
  public static final KeyNames NONE = new KeyNames(Encryption.NONE);

  /** How an entity is encrypted: {@code NONE}, {@code MODEL} or {@code OWNER}. */
  public Encryption of(EntityModel model) {
    Encryption own = model.placement().encryption();
    Encryption asked = own == Encryption.SETTING ? unit : own;
    return asked == Encryption.OWNER && !model.placement().isUserScoped()
        ? Encryption.MODEL
        : asked;
  }

  /**
   * The name for one database.
   *
   * @param owner whose database it is; null if the entity is global
   * @return null if it is not encrypted
   */
  @Nullable String of(EntityModel model, @Nullable String owner) {
    return switch (of(model)) {
      case MODEL -> "model/" + model.modelName();
      case OWNER -> "owner/" + owner;
      default -> null;
    };
  }
}
