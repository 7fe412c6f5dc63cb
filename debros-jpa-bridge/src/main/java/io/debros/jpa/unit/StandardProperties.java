package io.debros.jpa.unit;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.NearestName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code jakarta.persistence.*} properties of a unit: which we honour, and that no other is
 * accepted in silence. Properties of other vendors are ignored, as the specification asks.
 */
public final class StandardProperties {
  public static final String PROVIDER = "jakarta.persistence.provider";
  public static final String VALIDATION_MODE = "jakarta.persistence.validation.mode";
  public static final String VALIDATION_FACTORY = "jakarta.persistence.validation.factory";
  public static final String GROUP_PRE_PERSIST = "jakarta.persistence.validation.group.pre-persist";
  public static final String GROUP_PRE_UPDATE = "jakarta.persistence.validation.group.pre-update";
  public static final String GROUP_PRE_REMOVE = "jakarta.persistence.validation.group.pre-remove";
  public static final String CACHE_RETRIEVE_MODE = "jakarta.persistence.cache.retrieveMode";
  public static final String CACHE_STORE_MODE = "jakarta.persistence.cache.storeMode";
  static final String TRANSACTION_TYPE = "jakarta.persistence.transactionType";
  static final String CACHE_MODE = "jakarta.persistence.sharedCache.mode";
  static final String SCHEMA_ACTION = "jakarta.persistence.schema-generation.database.action";

  private static final Logger log = LoggerFactory.getLogger(StandardProperties.class);
  private static final String PREFIX = "jakarta.persistence.";
  private static final Set<String> OF_UNIT =
      new TreeSet<>(
          Set.of(
              PROVIDER,
              VALIDATION_MODE,
              VALIDATION_FACTORY,
              GROUP_PRE_PERSIST,
              GROUP_PRE_UPDATE,
              GROUP_PRE_REMOVE,
              CACHE_RETRIEVE_MODE,
              CACHE_STORE_MODE,
              TRANSACTION_TYPE,
              CACHE_MODE,
              SCHEMA_ACTION));
  private static final Set<String> OF_CONTEXT =
      new TreeSet<>(Set.of(CACHE_RETRIEVE_MODE, CACHE_STORE_MODE));

  private StandardProperties() {}

  /**
   * Refuses properties of a unit that we do not honour.
   *
   * @throws IllegalArgumentException names the key, and the nearest known one or what to do
   */
  public static void check(Map<String, Object> properties) {
    properties.keySet().forEach(key -> check(key, OF_UNIT));
    Object action = properties.get(SCHEMA_ACTION);
    if (action != null
        && !Set.of("none", "create").contains(action.toString().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          problem("Schemas are not generated")
              .at("key", SCHEMA_ACTION)
              .at("value", action)
              .advice("Use none or create: databases are created when they are first opened")
              .toString());
    }
  }

  /**
   * Refuses a property or hint of an entity manager or of one call that we do not honour.
   *
   * @throws IllegalArgumentException names the key, and the nearest known one or what to do
   */
  public static void checkHint(String key) {
    check(key, OF_CONTEXT);
  }

  private static void check(String key, Set<String> known) {
    if (key.startsWith("javax.persistence.")) {
      throw refused(key, "Spell it " + PREFIX + key.substring("javax.persistence.".length()));
    }
    if (!key.startsWith(PREFIX)) {
      if (key.startsWith("hibernate.") || key.startsWith("eclipselink.")) {
        log.debug("Ignoring {}: a property of another provider", key);
      }
      return;
    }
    if (!known.contains(key)) {
      throw refused(key, advice(key, known));
    }
  }

  private static String advice(String key, Set<String> known) {
    if (key.contains(".jdbc.") || key.contains("DataSource")) {
      return "Remove it: debros stores by itself and uses no JDBC";
    }
    if (key.endsWith("graph")) {
      return "Remove it: entity graphs are not supported yet; use fetch types";
    }
    if (key.endsWith("query.timeout")) {
      return "Remove it: queries are not timed; set a timeout on the transaction";
    }
    if (key.endsWith(".timeout")) {
      return "Remove it: there are no locks to wait for";
    }
    String nearest = NearestName.of(key, known);
    return nearest == null
        ? "Remove it. Known are " + String.join(", ", known)
        : "Remove it, or use " + nearest + ", the nearest known one";
  }

  private static IllegalArgumentException refused(String key, String advice) {
    return new IllegalArgumentException(
        problem("Unsupported property").at("key", key).advice(advice).toString());
  }
}
