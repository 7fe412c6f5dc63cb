package io.debros.spring.repository.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;

/** Beside Spring Data JPA, {@code @Entity} is its to claim. */
class SpringDataJpaPresentTest {
  private static final String JPA = "org.springframework.data.jpa.repository.JpaRepository";

  @Test
  void entities_besideSpringDataJpa_areNotClaimed() throws Exception {
    assertThat(claimed(new BesideJpa())).isEmpty();
  }

  @Test
  void entities_withoutSpringDataJpa_areClaimed() throws Exception {
    assertThat(claimed(getClass().getClassLoader())).isEqualTo(Set.of(Entity.class));
  }

  private static Collection<?> claimed(ClassLoader loader) throws Exception {
    Class<?> type = loader.loadClass(DebrosRepositoryConfigurationExtension.class.getName());
    Method claims = type.getDeclaredMethod("getIdentifyingAnnotations");
    claims.setAccessible(true);
    return (Collection<?>) claims.invoke(type.getDeclaredConstructor().newInstance());
  }

  /** Has a class of Spring Data JPA's name, and sees the extension anew. */
  private static final class BesideJpa extends ClassLoader {
    BesideJpa() {
      super(SpringDataJpaPresentTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (name.equals(JPA)) {
        return define(name, new ByteBuddy().makeInterface().name(JPA).make().getBytes());
      }
      return name.equals(DebrosRepositoryConfigurationExtension.class.getName())
          ? define(name, bytes(name))
          : super.loadClass(name, resolve);
    }

    private Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        return file.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
