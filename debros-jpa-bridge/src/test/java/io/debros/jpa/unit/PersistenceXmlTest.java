package io.debros.jpa.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersistenceXmlTest {
  @TempDir private Path root;

  @Test
  void find_fullUnit_readsEveryElement() throws IOException {
    write(
        """
        <persistence-unit name="shop" transaction-type="RESOURCE_LOCAL">
          <description>ignored</description>
          <provider>some.Provider</provider>
          <jar-file>lib/more.jar</jar-file>
          <class>shop.Product</class>
          <class>shop.Order</class>
          <exclude-unlisted-classes/>
          <shared-cache-mode>NONE</shared-cache-mode>
          <validation-mode>CALLBACK</validation-mode>
          <properties>
            <property name="debros.store.type" value="memory"/>
          </properties>
        </persistence-unit>
        """);

    List<UnitDescriptor> units = find("shop");

    assertThat(units).hasSize(1);
    UnitDescriptor unit = units.get(0);
    assertThat(unit.name()).isEqualTo("shop");
    assertThat(unit.transactionType()).isEqualTo("RESOURCE_LOCAL");
    assertThat(unit.classNames()).containsExactly("shop.Product", "shop.Order");
    assertThat(unit.jarFiles()).containsExactly("lib/more.jar");
    assertThat(unit.excludeUnlisted()).isTrue();
    assertThat(unit.sharedCacheMode()).isEqualTo("NONE");
    assertThat(unit.validationMode()).isEqualTo("CALLBACK");
    assertThat(unit.properties()).containsEntry("debros.store.type", "memory");
    assertThat(unit.root()).isEqualTo(root.toUri().toURL());
  }

  @Test
  void find_barestUnit_leavesTheRestOpen() throws IOException {
    write("<persistence-unit name='bare'/>");

    UnitDescriptor unit = find("bare").get(0);

    assertThat(unit.transactionType()).isNull();
    assertThat(unit.validationMode()).isNull();
    assertThat(unit.excludeUnlisted()).isFalse();
    assertThat(unit.classNames()).isEmpty();
  }

  @Test
  void find_excludeUnlistedFalse_isNotExcluded() throws IOException {
    write(
        "<persistence-unit name='u'><exclude-unlisted-classes>false</exclude-unlisted-classes>"
            + "</persistence-unit>");

    assertThat(find("u").get(0).excludeUnlisted()).isFalse();
  }

  @Test
  void find_unitOfAnotherNameOrProvider_isNotLookedInto() throws IOException {
    write(
        """
        <persistence-unit name="sql"><jta-data-source>java:x</jta-data-source></persistence-unit>
        <persistence-unit name="theirs">
          <provider>their.Provider</provider><mapping-file>orm.xml</mapping-file>
        </persistence-unit>
        """);

    assertThat(find("ours")).isEmpty();
    assertThat(
            PersistenceXml.find(loader(), "theirs", provider -> !"their.Provider".equals(provider)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mapping-file, Mapping files are not supported",
    "jta-data-source, A data source has no meaning here",
    "non-jta-data-source, A data source has no meaning here",
    "qualifier, CDI scopes and qualifiers",
    "colour, element colour"
  })
  void find_unsupportedElement_isRefusedByName(String element, String text) throws IOException {
    write(
        "<persistence-unit name='u'><%s>value</%s></persistence-unit>".formatted(element, element));

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> find("u"))
        .withMessageContaining(text)
        .withMessageContaining("persistence.xml");
  }

  @Test
  void find_documentTypeWithExternalEntity_isRefused() throws IOException {
    Path secret = Files.writeString(root.resolve("secret.txt"), "secret");
    writeWhole(
        """
        <!DOCTYPE persistence [<!ENTITY leak SYSTEM "%s">]>
        <persistence><persistence-unit name="u"><class>&leak;</class></persistence-unit></persistence>
        """
            .formatted(secret.toUri()));

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> find("u"))
        .withMessageContaining("Malformed persistence.xml")
        .withMessageNotContaining("secret\n");
  }

  @Test
  void find_notXml_namesTheFile() throws IOException {
    writeWhole("units: none");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> find("u"))
        .withMessageContaining("META-INF/persistence.xml");
  }

  private List<UnitDescriptor> find(String name) throws IOException {
    return PersistenceXml.find(loader(), name, provider -> true);
  }

  private ClassLoader loader() throws IOException {
    return new URLClassLoader(new URL[] {root.toUri().toURL()}, null);
  }

  private void write(String units) throws IOException {
    writeWhole(
        "<persistence xmlns='https://jakarta.ee/xml/ns/persistence' version='3.2'>"
            + units
            + "</persistence>");
  }

  private void writeWhole(String text) throws IOException {
    Path file = root.resolve(PersistenceXml.LOCATION);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
