package io.debros.jpa.unit;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.PersistenceUnitInfo;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link PersistenceUnit} of each form in which one can be described. */
public final class Units {
  private Units() {}

  /**
   * A unit of a {@code persistence.xml}; scans its root and archives unless it lists all classes.
   *
   * @param overrides what the caller says; wins over the file
   */
  public static PersistenceUnit of(
      UnitDescriptor descriptor, Map<?, ?> overrides, ClassLoader classLoader) {
    Map<String, Object> properties = merged(descriptor.properties(), overrides);
    requireLocal(descriptor.name(), descriptor.transactionType(), properties);
    requireNoCache(descriptor.name(), descriptor.sharedCacheMode(), properties);
    return unit(
        descriptor.name(),
        classNames(descriptor),
        classLoader,
        descriptor.validationMode(),
        properties);
  }

  /** A unit that a container describes. Its data sources must be absent. */
  public static PersistenceUnit of(PersistenceUnitInfo info, Map<?, ?> overrides) {
    String name = String.valueOf(info.getPersistenceUnitName());
    Map<String, Object> properties = merged(info.getProperties(), overrides);
    requireLocal(name, transactionType(info), properties);
    SharedCacheMode cacheMode = info.getSharedCacheMode();
    requireNoCache(name, cacheMode == null ? null : cacheMode.name(), properties);
    refuse(name, "mapping file", info.getMappingFileNames(), "Use annotations");
    refuseDataSource(name, info.getJtaDataSource());
    refuseDataSource(name, info.getNonJtaDataSource());
    ValidationMode mode = info.getValidationMode();
    return unit(
        name, classNames(info), classLoader(info), mode == null ? null : mode.name(), properties);
  }

  /** A unit that a program describes. */
  public static PersistenceUnit of(PersistenceConfiguration configuration) {
    String name = configuration.name();
    Map<String, Object> properties = merged(Map.of(), configuration.properties());
    requireLocal(name, configuration.transactionType().name(), properties);
    requireNoCache(name, configuration.sharedCacheMode().name(), properties);
    refuse(name, "mapping file", configuration.mappingFiles(), "Use annotations");
    refuseDataSource(name, configuration.jtaDataSource());
    refuseDataSource(name, configuration.nonJtaDataSource());
    return new PersistenceUnit(
        name,
        configuration.managedClasses(),
        defaultClassLoader(),
        validationMode(name, configuration.validationMode().name(), properties),
        properties);
  }

  private static PersistenceUnit unit(
      String name,
      Collection<String> classNames,
      ClassLoader classLoader,
      @Nullable String validationMode,
      Map<String, Object> properties) {
    return new PersistenceUnit(
        name,
        PersistenceUnit.load(name, classNames, classLoader),
        classLoader,
        validationMode(name, validationMode, properties),
        properties);
  }

  private static Set<String> classNames(UnitDescriptor descriptor) {
    Set<String> names = new LinkedHashSet<>(descriptor.classNames());
    for (String jar : descriptor.jarFiles()) {
      names.addAll(EntityScanner.scan(relative(descriptor.root(), jar)));
    }
    if (!descriptor.excludeUnlisted() && descriptor.classNames().isEmpty()) {
      names.addAll(EntityScanner.scan(descriptor.root()));
    }
    return names;
  }

  private static Set<String> classNames(PersistenceUnitInfo info) {
    Set<String> names = new LinkedHashSet<>(info.getManagedClassNames());
    info.getJarFileUrls().forEach(jar -> names.addAll(EntityScanner.scan(jar)));
    URL root = info.getPersistenceUnitRootUrl();
    if (!info.excludeUnlistedClasses() && info.getManagedClassNames().isEmpty() && root != null) {
      names.addAll(EntityScanner.scan(root));
    }
    return names;
  }

  private static URL relative(URL root, String file) {
    try {
      return new URL(root, file);
    } catch (MalformedURLException failure) {
      throw new PersistenceException(
          problem("Malformed jar-file of a persistence unit").at("jar-file", file).toString(),
          failure);
    }
  }

  private static ClassLoader classLoader(PersistenceUnitInfo info) {
    ClassLoader ofUnit = info.getClassLoader();
    return ofUnit != null ? ofUnit : defaultClassLoader();
  }

  /** The thread's class loader, or ours where a thread has none. */
  public static ClassLoader defaultClassLoader() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread != null ? ofThread : Units.class.getClassLoader();
  }

  @SuppressWarnings({"removal", "deprecation"}) // the SPI still speaks the old enum
  private static @Nullable String transactionType(PersistenceUnitInfo info) {
    return info.getTransactionType() == null ? null : info.getTransactionType().name();
  }

  private static Map<String, Object> merged(Map<?, ?> ofUnit, Map<?, ?> overrides) {
    Map<String, Object> merged = new LinkedHashMap<>();
    if (ofUnit instanceof Properties properties) { // sees their defaults, too
      properties.stringPropertyNames().forEach(key -> merged.put(key, properties.getProperty(key)));
    }
    putAll(merged, ofUnit);
    putAll(merged, overrides);
    merged.values().removeIf(value -> value == null);
    return merged;
  }

  private static void putAll(Map<String, Object> target, Map<?, ?> source) {
    source.forEach((key, value) -> target.put(String.valueOf(key), value));
  }

  private static void requireLocal(
      String unit, @Nullable String ofUnit, Map<String, Object> properties) {
    Object type = properties.getOrDefault(StandardProperties.TRANSACTION_TYPE, ofUnit);
    if (type != null && !type.toString().equals("RESOURCE_LOCAL")) {
      throw new PersistenceException(
          problem("Only resource-local transactions are supported")
              .at("unit", unit)
              .at("transaction-type", type)
              .advice("Set transaction-type to RESOURCE_LOCAL")
              .toString());
    }
  }

  private static void requireNoCache(
      String unit, @Nullable String ofUnit, Map<String, Object> properties) {
    Object mode = properties.getOrDefault(StandardProperties.CACHE_MODE, ofUnit);
    if (mode != null && !Set.of("NONE", "UNSPECIFIED").contains(mode.toString())) {
      throw new PersistenceException(
          problem("There is no shared cache yet")
              .at("unit", unit)
              .at("shared-cache-mode", mode)
              .advice("Leave shared-cache-mode out, or set it to NONE")
              .toString());
    }
  }

  private static ValidationMode validationMode(
      String unit, @Nullable String ofUnit, Map<String, Object> properties) {
    Object mode = properties.getOrDefault(StandardProperties.VALIDATION_MODE, ofUnit);
    if (mode == null) {
      return ValidationMode.AUTO;
    }
    try {
      return ValidationMode.valueOf(mode.toString().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new PersistenceException(
          problem("Unknown validation mode")
              .at("unit", unit)
              .at("mode", mode)
              .advice("Use AUTO, CALLBACK or NONE")
              .toString(),
          unknown);
    }
  }

  private static void refuse(
      String unit, String what, @Nullable List<String> found, String advice) {
    if (found != null && !found.isEmpty()) {
      throw new PersistenceException(
          problem("A persistence unit asks for something that is not supported")
              .at("unit", unit)
              .at(what, found)
              .advice(advice)
              .toString());
    }
  }

  private static void refuseDataSource(String unit, @Nullable Object dataSource) {
    if (dataSource != null) {
      refuse(
          unit,
          "data source",
          List.of(dataSource.toString()),
          "Remove it: debros stores by itself");
    }
  }

  static PersistenceException unloadable(String unit, String className, Throwable cause) {
    return new PersistenceException(
        problem("Cannot load a class of the persistence unit")
            .at("unit", unit)
            .at("class", className)
            .advice("Correct its name in persistence.xml, or add it to the class path")
            .toString(),
        cause);
  }
}
