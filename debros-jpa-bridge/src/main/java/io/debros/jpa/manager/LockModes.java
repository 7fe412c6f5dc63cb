package io.debros.jpa.manager;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.unit.StandardProperties;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads lock modes out of the options and hints of a call; refuses what we do not honour. */
final class LockModes {
  private LockModes() {}

  /**
   * The lock mode among options; {@code NONE} if there is none. Cache modes are accepted, because
   * without a shared cache every read and write meets them.
   *
   * @param options {@code FindOption}s, {@code RefreshOption}s or {@code LockOption}s
   * @throws PersistenceException for a pessimistic mode
   * @throws IllegalArgumentException for any other option
   */
  static LockModeType among(Object... options) {
    LockModeType mode = LockModeType.NONE;
    for (Object option : options) {
      if (option instanceof LockModeType lockMode) {
        mode = checked(lockMode);
      } else if (!(option instanceof CacheRetrieveMode) && !(option instanceof CacheStoreMode)) {
        throw new IllegalArgumentException(
            problem("Unsupported option")
                .at("option", option)
                .advice("Remove it; lock modes and cache modes are supported")
                .toString());
      }
    }
    return mode;
  }

  /**
   * The mode itself, {@code READ} and {@code WRITE} spelt in the modern way; null is {@code NONE}.
   *
   * @throws PersistenceException for a pessimistic mode
   */
  static LockModeType checked(@Nullable LockModeType mode) {
    if (mode == null) {
      return LockModeType.NONE;
    }
    return switch (mode) {
      case NONE -> LockModeType.NONE;
      case OPTIMISTIC, READ -> LockModeType.OPTIMISTIC;
      case OPTIMISTIC_FORCE_INCREMENT, WRITE -> LockModeType.OPTIMISTIC_FORCE_INCREMENT;
      case PESSIMISTIC_READ, PESSIMISTIC_WRITE, PESSIMISTIC_FORCE_INCREMENT ->
          throw new PersistenceException(
              problem("Pessimistic locks are not supported")
                  .at("mode", mode)
                  .advice("Use OPTIMISTIC or OPTIMISTIC_FORCE_INCREMENT with a @Version attribute")
                  .toString());
    };
  }

  /**
   * Refuses hints that we do not honour.
   *
   * @throws IllegalArgumentException names the hint
   */
  static void checkHints(@Nullable Map<String, Object> hints) {
    if (hints != null) {
      hints.keySet().forEach(StandardProperties::checkHint);
    }
  }
}
