package io.debros.spring.autoconfigure;

import io.debros.jpa.DebrosSettings;
import io.debros.spring.repository.query.NearestName;
import io.debros.store.error.Problem;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/*
 * Configuration files and command lines are written for this application, so a wrong key there is a
 * mistake. System properties and environment variables are shared with other programs, so there it
 * is only reported.
 */
/** Finds {@code debros.*} keys that mean nothing. */
final class KnownKeys {
  private static final Logger LOG = LoggerFactory.getLogger(KnownKeys.class);
  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("debros");
  private static final Set<String> OBJECTS = // no text can name them
      Set.of("debros.beans", "debros.conflict-resolvers", "debros.listeners");
  private static final Set<String> SHARED =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  private final Set<String> names;

  KnownKeys() {
    names = new TreeSet<>(DebrosSettings.keys());
    names.removeAll(OBJECTS);
    names.add("debros.open-in-view");
  }

  /** Every key that an application may set, in alphabetical order. */
  Set<String> names() {
    return names;
  }

  /**
   * Checks the keys of all property sources.
   *
   * @throws UnknownKeyException names the key, its origin, and the nearest known key
   */
  void check(Environment environment) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(name -> PREFIX.isAncestorOf(name) && !isKnown(name))
            .forEach(name -> unknown(name, iterable));
      }
    }
  }

  private boolean isKnown(ConfigurationPropertyName name) {
    ConfigurationPropertyName key = name;
    while (key.isLastElementIndexed()) {
      key = key.getParent();
    }
    return names.contains(key.toString());
  }

  private void unknown(ConfigurationPropertyName name, IterableConfigurationPropertySource source) {
    Problem problem =
        Problem.problem("Unknown setting")
            .at("key", name)
            .at("origin", origin(name, source))
            .advice(
                "Use "
                    + NearestName.of(name.toString(), names)
                    + ", the nearest known key, or remove it");
    if (!isShared(source)) {
      throw new UnknownKeyException(problem);
    }
    if (!String.valueOf(value(name, source)).isEmpty()) {
      LOG.warn("{}", problem);
    }
  }

  private static boolean isShared(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> underlying
        && SHARED.contains(underlying.getName());
  }

  private static Object origin(
      ConfigurationPropertyName name, IterableConfigurationPropertySource source) {
    var property = source.getConfigurationProperty(name);
    return property == null || property.getOrigin() == null ? source : property.getOrigin();
  }

  private static Object value(
      ConfigurationPropertyName name, IterableConfigurationPropertySource source) {
    var property = source.getConfigurationProperty(name);
    return property == null ? "" : property.getValue();
  }
}
