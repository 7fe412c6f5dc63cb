package io.debros.jpa.mapping;

import static io.debros.store.error.Problem.problem;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isEquals;
import static net.bytebuddy.matcher.ElementMatchers.isHashCode;
import static net.bytebuddy.matcher.ElementMatchers.isToString;
import static net.bytebuddy.matcher.ElementMatchers.isVirtual;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.PersistenceException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.FieldPersistence;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.MethodDelegation;

/**
 * Makes proxies for entities that are not loaded: subclasses that load the entity at the first call
 * of any method but the getter of the id. They live in the class loader and package of the entity.
 * Thread-safe.
 *
 * <p>A class that cannot be extended faithfully is loaded at once instead: one that is final,
 * sealed, has only a private constructor without parameters, or has a final method.
 */
public final class LazyProxies {
  private static final String SUFFIX = "$DebrosLazy";

  private final Map<EntityModel, Optional<ProxyClass>> classes = new ConcurrentHashMap<>();

  private record ProxyClass(Constructor<?> constructor, Field target) {}

  /** Whether the class can be extended. */
  public boolean supports(EntityModel model) {
    return proxyClass(model).isPresent();
  }

  /** A proxy for an entity; the entity itself, loaded, if its class cannot be extended. */
  public Object proxy(EntityModel model, Object id, ReferenceResolver resolver) {
    Optional<ProxyClass> proxyClass = proxyClass(model);
    if (proxyClass.isEmpty()) {
      return resolver.load(model, id);
    }
    try {
      Object proxy = proxyClass.get().constructor().newInstance();
      proxyClass.get().target().set(proxy, new LazyTarget(model, id, resolver));
      return proxy;
    } catch (ReflectiveOperationException e) {
      throw failed(model, e);
    }
  }

  private Optional<ProxyClass> proxyClass(EntityModel model) {
    return classes.computeIfAbsent(model, LazyProxies::create);
  }

  private static Optional<ProxyClass> create(EntityModel model) {
    if (!isExtensible(model.javaType())) {
      return Optional.empty();
    }
    try {
      Class<?> type = defined(model.javaType());
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      Field target = type.getDeclaredField(ProxyInterceptor.FIELD);
      target.setAccessible(true);
      return Optional.of(new ProxyClass(constructor, target));
    } catch (ReflectiveOperationException e) {
      throw failed(model, e);
    }
  }

  private static boolean isExtensible(Class<?> type) {
    if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
      return false;
    }
    boolean constructible =
        Arrays.stream(type.getDeclaredConstructors())
            .anyMatch(
                constructor ->
                    constructor.getParameterCount() == 0
                        && !Modifier.isPrivate(constructor.getModifiers()));
    return constructible && !hasFinalMethod(type);
  }

  private static boolean hasFinalMethod(Class<?> type) {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        if (Modifier.isFinal(modifiers)
            && !Modifier.isPrivate(modifiers)
            && !Modifier.isStatic(modifiers)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The proxy class; one per class loader, whoever asked for it first. */
  private static Class<?> defined(Class<?> type) throws IllegalAccessException {
    synchronized (LazyProxies.class) {
      try {
        return Class.forName(type.getName() + SUFFIX, false, type.getClassLoader());
      } catch (ClassNotFoundException e) {
        return define(type);
      }
    }
  }

  private static Class<?> define(Class<?> type) throws IllegalAccessException {
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    return new ByteBuddy()
        .subclass(type, ConstructorStrategy.Default.DEFAULT_CONSTRUCTOR)
        .name(type.getName() + SUFFIX)
        .defineField(
            ProxyInterceptor.FIELD,
            LazyTarget.class,
            Visibility.PRIVATE,
            FieldPersistence.TRANSIENT)
        .implement(LazyReference.class)
        .intercept(FieldAccessor.ofField(ProxyInterceptor.FIELD))
        .method(
            isVirtual()
                .and(not(isDeclaredBy(LazyReference.class)))
                .and(
                    not(isDeclaredBy(Object.class))
                        .or(isEquals())
                        .or(isHashCode())
                        .or(isToString())))
        .intercept(MethodDelegation.to(ProxyInterceptor.class))
        .make()
        .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
        .getLoaded();
  }

  private static PersistenceException failed(EntityModel model, Exception cause) {
    return new PersistenceException(
        problem("Lazy proxy cannot be made")
            .at("entity", model.name())
            .advice("See the cause; a class whose constructor fails cannot be loaded lazily")
            .toString(),
        cause);
  }
}
