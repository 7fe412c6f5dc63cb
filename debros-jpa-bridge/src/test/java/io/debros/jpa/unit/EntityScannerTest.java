package io.debros.jpa.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityScannerTest {
  private static final List<Class<?>> CLASSES =
      List.of(Marked.class, Part.class, Base.class, Yes.class, Plain.class);

  @TempDir private Path root;

  @Test
  void scan_directory_findsManagedClasses() throws IOException {
    for (Class<?> type : CLASSES) {
      Path file = root.resolve(path(type));
      Files.createDirectories(file.getParent());
      Files.write(file, bytes(type));
    }

    assertThat(EntityScanner.scan(root.toUri().toURL()))
        .containsExactlyInAnyOrder(
            Marked.class.getName(),
            Part.class.getName(),
            Base.class.getName(),
            Yes.class.getName());
  }

  @Test
  void scan_jar_findsManagedClasses() throws IOException {
    Path jar = root.resolve("model.jar");
    try (OutputStream bytes = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(bytes)) {
      for (Class<?> type : CLASSES) {
        out.putNextEntry(new JarEntry(path(type)));
        out.write(bytes(type));
      }
    }

    assertThat(EntityScanner.scan(jar.toUri().toURL())).contains(Marked.class.getName()).hasSize(4);
  }

  @Test
  void scan_missingRoot_namesIt() throws MalformedURLException {
    Path missing = root.resolve("missing.jar");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> EntityScanner.scan(missing.toUri().toURL()))
        .withMessageContaining("missing.jar")
        .withMessageContaining("List the classes with <class>");
  }

  @Test
  void scan_rootInsideAnArchive_isRefused() {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(
            () -> EntityScanner.scan(URI.create("jar:file:/app.jar!/BOOT-INF/classes/").toURL()))
        .withMessageContaining("BOOT-INF");
  }

  private static String path(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getClassLoader().getResourceAsStream(path(type))) {
      return in.readAllBytes();
    }
  }

  @Entity
  static class Marked {
    @Id String id;
  }

  @Embeddable
  static class Part {
    String text;
  }

  @MappedSuperclass
  static class Base {
    @Id String id;
  }

  @Converter
  static class Yes implements AttributeConverter<Boolean, String> {
    @Override
    public String convertToDatabaseColumn(Boolean value) {
      return value ? "yes" : "no";
    }

    @Override
    public Boolean convertToEntityAttribute(String stored) {
      return "yes".equals(stored);
    }
  }

  static class Plain {}
}
