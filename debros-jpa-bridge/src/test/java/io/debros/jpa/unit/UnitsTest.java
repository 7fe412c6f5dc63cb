package io.debros.jpa.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitsTest {
  private static final ClassLoader LOADER = UnitsTest.class.getClassLoader();

  @TempDir private Path root;

  @Test
  void of_descriptor_loadsListedClassesAndLetsTheCallerWin() throws MalformedURLException {
    UnitDescriptor descriptor =
        descriptor(
            null, List.of(EntityScannerTest.Marked.class.getName()), Map.of("a", "1", "b", "2"));

    PersistenceUnit unit = Units.of(descriptor, Map.of("b", "3"), LOADER);

    assertThat(unit.name()).isEqualTo("u");
    assertThat(unit.classes()).containsExactly(EntityScannerTest.Marked.class);
    assertThat(unit.properties()).containsEntry("a", "1").containsEntry("b", "3");
    assertThat(unit.validationMode()).isEqualTo(ValidationMode.AUTO);
    assertThat(unit.classLoader()).isSameAs(LOADER);
  }

  @Test
  void of_missingClass_namesItAndTheUnit() throws MalformedURLException {
    UnitDescriptor descriptor = descriptor(null, List.of("no.such.Type"), Map.of());

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> Units.of(descriptor, Map.of(), LOADER))
        .withMessageContaining("unit=u")
        .withMessageContaining("class=no.such.Type");
  }

  @Test
  void of_jtaTransactions_isRefused() throws MalformedURLException {
    UnitDescriptor descriptor = descriptor("JTA", List.of(), Map.of());

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> Units.of(descriptor, Map.of(), LOADER))
        .withMessageContaining("Only resource-local transactions are supported");
  }

  @Test
  void of_validationModeInProperties_winsOverTheUnit() throws MalformedURLException {
    UnitDescriptor descriptor = descriptor(null, List.of(), Map.of());

    PersistenceUnit unit =
        Units.of(descriptor, Map.of("jakarta.persistence.validation.mode", "none"), LOADER);

    assertThat(unit.validationMode()).isEqualTo(ValidationMode.NONE);
  }

  @Test
  void of_unknownValidationMode_saysWhichThereAre() throws MalformedURLException {
    UnitDescriptor descriptor = descriptor(null, List.of(), Map.of());

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(
            () ->
                Units.of(descriptor, Map.of("jakarta.persistence.validation.mode", "some"), LOADER))
        .withMessageContaining("Use AUTO, CALLBACK or NONE");
  }

  @Test
  void of_configuration_takesClassesAndModes() {
    PersistenceConfiguration configuration =
        new PersistenceConfiguration("code")
            .managedClass(EntityScannerTest.Marked.class)
            .validationMode(ValidationMode.CALLBACK)
            .property("x", 1);

    PersistenceUnit unit = Units.of(configuration);

    assertThat(unit.classes()).containsExactly(EntityScannerTest.Marked.class);
    assertThat(unit.validationMode()).isEqualTo(ValidationMode.CALLBACK);
    assertThat(unit.properties()).containsEntry("x", 1);
  }

  @Test
  void of_configurationThatAsksForMore_isRefusedByName() {
    assertRefused(
        new PersistenceConfiguration("u").mappingFile("orm.xml"), "mapping file=[orm.xml]");
    assertRefused(new PersistenceConfiguration("u").nonJtaDataSource("java:x"), "data source");
    assertRefused(
        new PersistenceConfiguration("u").sharedCacheMode(SharedCacheMode.ALL),
        "There is no shared cache yet");
    assertRefused(
        new PersistenceConfiguration("u").transactionType(PersistenceUnitTransactionType.JTA),
        "Only resource-local");
  }

  private static void assertRefused(PersistenceConfiguration configuration, String text) {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> Units.of(configuration))
        .withMessageContaining(text);
  }

  private UnitDescriptor descriptor(
      String transactionType, List<String> classes, Map<String, Object> properties)
      throws MalformedURLException {
    return new UnitDescriptor(
        "u",
        transactionType,
        classes,
        List.of(),
        true,
        null,
        null,
        properties,
        root.toUri().toURL());
  }
}
