package io.debros.jpa.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.Id;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LazyProxiesTest {

  @Entity
  static class User {
    @Id private String id;
    private String name = "none";

    protected User() {
      rename("constructed");
    }

    public String getId() {
      return id;
    }

    public String getName() {
      return name;
    }

    User rename(String to) {
      name = to;
      return this;
    }

    void fail() throws IOException {
      throw new IOException("on purpose");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof User user && Objects.equals(id, user.id);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(id);
    }

    @Override
    public String toString() {
      return "User " + id;
    }
  }

  @Entity
  static final class FinalUser {
    @Id String id;
  }

  @Entity
  static class FinalMethodUser {
    @Id String id;

    final String shout() {
      return id + "!";
    }
  }

  @Entity
  static class PrivateUser {
    @Id String id;

    private PrivateUser() {}
  }

  private final Metamodel metamodel =
      MetamodelReader.read(
          List.of(User.class, FinalUser.class, FinalMethodUser.class, PrivateUser.class));
  private final EntityModel model = metamodel.entity(User.class);
  private final LazyProxies proxies = new LazyProxies();
  private final FakeResolver resolver = new FakeResolver();
  private final User proxy = (User) proxies.proxy(model, "a", resolver);

  @Test
  void idGetter_readsNothing() {
    assertThat(proxy.getId()).isEqualTo("a");
    assertThat(Lazy.idOf(proxy)).isEqualTo("a");
    assertThat(Lazy.id(model, proxy)).isEqualTo("a");
    assertThat(Lazy.isLoaded(proxy)).isFalse();
    assertThat(Lazy.loadedTarget(proxy)).isNull();
    assertThat(resolver.loads()).isZero();
  }

  @Test
  void otherMethod_loadsOnce() {
    assertThat(proxy.getName()).isEqualTo("constructed");
    assertThat(proxy.toString()).isEqualTo("User a");
    assertThat(resolver.loads()).isEqualTo(1);
    assertThat(Lazy.isLoaded(proxy)).isTrue();
    assertThat(Lazy.target(proxy)).isSameAs(resolver.loaded(model, "a"));
  }

  @Test
  void methodThatReturnsThis_returnsTheProxy() {
    assertThat(proxy.rename("Ada")).isSameAs(proxy);
    assertThat(((User) resolver.loaded(model, "a")).name).isEqualTo("Ada");
  }

  @Test
  void equalsAndHashCode_goToTheTarget() {
    User other = (User) new LazyProxies().proxy(model, "a", resolver);
    User target = (User) resolver.loaded(model, "a");

    assertThat(proxy.equals(proxy)).isTrue();
    assertThat(proxy).isEqualTo(other).isEqualTo(target).hasSameHashCodeAs(target);
    assertThat(proxy.equals(resolver.loaded(model, "b"))).isFalse();
  }

  @Test
  void checkedException_ofTheEntity_comesThrough() {
    assertThatThrownBy(proxy::fail).isInstanceOf(IOException.class).hasMessage("on purpose");
  }

  @Test
  void missingRow_namesTheId() {
    resolver.missing(model, "a");

    assertThatThrownBy(proxy::getName)
        .isInstanceOf(EntityNotFoundException.class)
        .hasMessageContaining("id=a");
    assertThat(Lazy.isLoaded(proxy)).isFalse();
  }

  @Test
  void afterTheContext_namesEntityAndId() {
    resolver.close();

    assertThatThrownBy(proxy::getName)
        .isInstanceOf(LazyLoadException.class)
        .hasMessage(
            "Not loaded before the persistence context ended {entity=User, id=a}. Use it while the"
                + " entity manager is open, or make its fetch type eager.");
  }

  @Test
  void proxyClass_isAnEntityInTheLoaderAndPackageOfItsEntity() {
    assertThat(metamodel.entity(proxy.getClass())).isSameAs(model);
    assertThat(proxy.getClass().getClassLoader()).isSameAs(User.class.getClassLoader());
    assertThat(proxy.getClass().getPackage()).isEqualTo(User.class.getPackage());
    assertThat(new LazyProxies().proxy(model, "b", resolver)).hasSameClassAs(proxy);
  }

  /** As DevTools does: the application's classes again, in a loader that is thrown away. */
  private static final class RestartLoader extends ClassLoader {
    RestartLoader() {
      super(User.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(LazyProxiesTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void classInAnotherLoader_hasItsOwnProxyThere() throws Exception {
    Class<?> restarted = Class.forName(User.class.getName(), true, new RestartLoader());
    EntityModel again = MetamodelReader.read(List.of(restarted)).entity(restarted);

    Object other = proxies.proxy(again, "a", resolver);

    assertThat(restarted).isNotEqualTo(User.class);
    assertThat(other).isInstanceOf(restarted).isNotInstanceOf(User.class);
    assertThat(other.getClass().getClassLoader()).isSameAs(restarted.getClassLoader());
    assertThat(other).hasToString("User a");
  }

  @Test
  void classThatCannotBeExtended_isLoadedAtOnce() {
    for (Class<?> type : List.of(FinalUser.class, FinalMethodUser.class, PrivateUser.class)) {
      EntityModel closed = metamodel.entity(type);

      assertThat(proxies.supports(closed)).isFalse();
      assertThat(proxies.proxy(closed, "x", resolver)).isSameAs(resolver.loaded(closed, "x"));
    }
  }
}
