package io.debros.jpa.unit;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget.Kind;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;

/** Finds the managed classes of a directory or archive from their bytes; loads none of them. */
public final class EntityScanner {
  private static final List<Class<?>> MARKS =
      List.of(Entity.class, Embeddable.class, MappedSuperclass.class, Converter.class);

  private EntityScanner() {}

  /**
   * Names of entities, embeddables, mapped superclasses and converters, in alphabetical order.
   *
   * @param root {@code file:} URL of a directory or of a jar
   * @throws PersistenceException if the root cannot be read; names it
   */
  public static Set<String> scan(URL root) {
    Indexer indexer = new Indexer();
    Path path = path(root);
    try {
      if (Files.isDirectory(path)) {
        indexDirectory(indexer, path);
      } else {
        indexJar(indexer, path.toFile());
      }
    } catch (IOException failure) {
      throw unreadable(root, failure);
    }
    return marked(indexer.complete());
  }

  private static Path path(URL root) {
    try {
      return Path.of(root.toURI());
    } catch (URISyntaxException
        | IllegalArgumentException
        | java.nio.file.FileSystemNotFoundException failure) {
      throw unreadable(root, failure);
    }
  }

  private static void indexDirectory(Indexer indexer, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(EntityScanner::isClass)::iterator) {
        try (InputStream bytes = Files.newInputStream(file)) {
          indexer.index(bytes);
        }
      }
    }
  }

  private static void indexJar(Indexer indexer, File file) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (isClass(Path.of(entry.getName())) && !entry.getName().startsWith("META-INF/")) {
          try (InputStream bytes = jar.getInputStream(entry)) {
            indexer.index(bytes);
          }
        }
      }
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class") && !file.endsWith("module-info.class");
  }

  private static Set<String> marked(Index index) {
    Set<String> names = new TreeSet<>();
    for (Class<?> mark : MARKS) {
      for (AnnotationInstance annotation : index.getAnnotations(mark)) {
        if (annotation.target().kind() == Kind.CLASS) {
          names.add(annotation.target().asClass().name().toString());
        }
      }
    }
    return names;
  }

  private static PersistenceException unreadable(URL root, Exception cause) {
    return new PersistenceException(
        problem("Cannot scan for entity classes")
            .at("root", root)
            .advice("List the classes with <class>, or place persistence.xml in a directory or jar")
            .toString(),
        cause);
  }
}
