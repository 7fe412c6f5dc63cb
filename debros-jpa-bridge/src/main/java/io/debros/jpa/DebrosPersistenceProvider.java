package io.debros.jpa;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.DebrosSettings.AccessType;
import io.debros.jpa.DebrosSettings.NumericIds;
import io.debros.jpa.DebrosSettings.StoreType;
import io.debros.jpa.annotation.Encryption;
import io.debros.jpa.document.DocumentSettings;
import io.debros.jpa.manager.DebrosEntityManagerFactory;
import io.debros.jpa.manager.EngineSettings;
import io.debros.jpa.manager.KeyFile;
import io.debros.jpa.query.plan.IndexCatalog;
import io.debros.jpa.unit.PersistenceUnit;
import io.debros.jpa.unit.PersistenceXml;
import io.debros.jpa.unit.StandardProperties;
import io.debros.jpa.unit.UnitDescriptor;
import io.debros.jpa.unit.Units;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.persistence.spi.ProviderUtil;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Jakarta Persistence provider. Found through {@code Persistence.createEntityManagerFactory}
 * with a {@code META-INF/persistence.xml}, through {@link PersistenceConfiguration}, or called by a
 * container. Settings are {@link DebrosSettings}. Thread-safe.
 */
public final class DebrosPersistenceProvider implements PersistenceProvider {
  private static final String NAME = DebrosPersistenceProvider.class.getName();

  /**
   * A factory for a unit of {@code persistence.xml}; null if there is no such unit, or if it names
   * another provider.
   *
   * @throws PersistenceException if the unit is ours and cannot be opened
   * @throws IllegalArgumentException for a setting that does not fit; names it
   */
  @Override
  public @Nullable EntityManagerFactory createEntityManagerFactory(
      String name, @Nullable Map<?, ?> properties) {
    Map<?, ?> overrides = properties == null ? Map.of() : properties;
    Object wanted = overrides.get(StandardProperties.PROVIDER);
    ClassLoader classLoader = Units.defaultClassLoader();
    List<UnitDescriptor> units =
        PersistenceXml.find(classLoader, name, ofUnit -> isOurs(wanted != null ? wanted : ofUnit));
    if (units.isEmpty()) {
      return null;
    }
    if (units.size() > 1) {
      throw new PersistenceException(
          problem("Several persistence units have the same name")
              .at("unit", name)
              .at("roots", units.stream().map(UnitDescriptor::root).toList())
              .advice("Rename one of them")
              .toString());
    }
    return open(Units.of(units.get(0), overrides, classLoader));
  }

  /** A factory for a unit that a program describes; null if it names another provider. */
  @Override
  public @Nullable EntityManagerFactory createEntityManagerFactory(
      PersistenceConfiguration configuration) {
    Object ofProperties = configuration.properties().get(StandardProperties.PROVIDER);
    Object wanted = configuration.provider() != null ? configuration.provider() : ofProperties;
    return isOurs(wanted) ? open(Units.of(configuration)) : null;
  }

  /** A factory for a unit that a container describes. */
  @Override
  public EntityManagerFactory createContainerEntityManagerFactory(
      PersistenceUnitInfo info, @Nullable Map<?, ?> properties) {
    return open(Units.of(info, properties == null ? Map.of() : properties));
  }

  /** Refused: databases are created when they are first opened. */
  @Override
  public void generateSchema(PersistenceUnitInfo info, @Nullable Map<?, ?> properties) {
    throw noSchema();
  }

  /** Refused for our units; false for all others. */
  @Override
  public boolean generateSchema(String name, @Nullable Map<?, ?> properties) {
    boolean ours =
        !PersistenceXml.find(Units.defaultClassLoader(), name, provider -> NAME.equals(provider))
            .isEmpty();
    if (ours) {
      throw noSchema();
    }
    return false;
  }

  @Override
  public ProviderUtil getProviderUtil() {
    return LoadStates.INSTANCE;
  }

  private static boolean isOurs(@Nullable Object provider) {
    return provider == null || provider.equals(NAME) || provider == DebrosPersistenceProvider.class;
  }

  private static EntityManagerFactory open(PersistenceUnit unit) {
    StandardProperties.check(unit.properties());
    DebrosSettings settings = DebrosSettings.of(unit.properties());
    return DebrosEntityManagerFactory.open(hiding(unit, settings), engineSettings(settings));
  }

  /** Properties may be asked for and logged: a secret stays hidden in them. */
  private static PersistenceUnit hiding(PersistenceUnit unit, DebrosSettings settings) {
    PersistenceUnit hidden = hiding(unit, DebrosSettings.PASSPHRASE, settings.passphrase());
    return hiding(hidden, DebrosSettings.KEY_FILE_PASSPHRASE, settings.keyFilePassphrase());
  }

  private static PersistenceUnit hiding(
      PersistenceUnit unit, String key, DebrosSettings.@Nullable Secret secret) {
    return secret == null ? unit : unit.with(key, secret);
  }

  private static @Nullable KeyFile keyFile(DebrosSettings settings) {
    Path file = settings.keyFile();
    DebrosSettings.Secret passphrase = settings.keyFilePassphrase();
    return file == null || passphrase == null ? null : new KeyFile(file, passphrase.text());
  }

  private static EngineSettings engineSettings(DebrosSettings settings) {
    Function<Class<?>, Object> beans = settings.beans();
    DebrosSettings.Secret passphrase = settings.passphrase();
    return new EngineSettings(
        settings.appName(),
        new DocumentSettings(
            settings.storeType() == StoreType.MEMORY ? null : settings.directory(),
            DocumentSettings.Durability.valueOf(settings.durability().name()),
            null,
            settings.writers(),
            settings.accessType() == AccessType.ORBITDB
                ? DocumentSettings.Access.GRANTED
                : DocumentSettings.Access.FIXED,
            passphrase == null ? null : passphrase.text(),
            settings.network()),
        settings.namespace(),
        settings.autoIndex() ? IndexCatalog.Automatic.ON : IndexCatalog.Automatic.OFF,
        settings.numericIds() == NumericIds.TIME_ORDERED
            ? EngineSettings.NumericIds.TIME_ORDERED
            : EngineSettings.NumericIds.BLOCKS,
        Encryption.valueOf(settings.encryption().name()),
        keyFile(settings),
        settings.resolvers(),
        settings.listeners(),
        beans == null ? null : beans::apply);
  }

  private static UnsupportedOperationException noSchema() {
    return new UnsupportedOperationException(
        problem("There are no schemas to generate")
            .advice("Leave it out: databases are created when they are first opened")
            .toString());
  }
}
