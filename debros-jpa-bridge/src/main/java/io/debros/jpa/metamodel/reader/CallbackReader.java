package io.debros.jpa.metamodel.reader;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.Callbacks;
import io.debros.jpa.metamodel.InstanceFactory;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.ExcludeSuperclassListeners;
import jakarta.persistence.PersistenceException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the life-cycle callbacks of an entity in the order of the specification. */
final class CallbackReader {
  private static final MethodType ON_ENTITY = MethodType.methodType(void.class, Object.class);
  private static final MethodType ON_LISTENER =
      MethodType.methodType(void.class, Object.class, Object.class);

  private final Place place;
  private final Class<?> entity;
  private final InstanceFactory factory;
  private final Map<CallbackEvent, List<Callbacks.Callback>> callbacks =
      new EnumMap<>(CallbackEvent.class);

  private CallbackReader(Place place, Class<?> entity, InstanceFactory factory) {
    this.place = place;
    this.entity = entity;
    this.factory = factory;
  }

  /**
   * The callbacks of an entity.
   *
   * @param hierarchy mapped superclasses first, the entity last
   */
  static Callbacks read(Place place, List<Class<?>> hierarchy, InstanceFactory factory) {
    Class<?> entity = hierarchy.get(hierarchy.size() - 1);
    CallbackReader reader = new CallbackReader(place, entity, factory);
    listeners(hierarchy).forEach(reader::addListener);
    for (int i = 0; i < hierarchy.size(); i++) {
      reader.addOwn(hierarchy.get(i), hierarchy.subList(i + 1, hierarchy.size()));
    }
    return new Callbacks(reader.callbacks);
  }

  /** Listener classes in the order they are called. */
  private static List<Class<?>> listeners(List<Class<?>> hierarchy) {
    List<Class<?>> listeners = new ArrayList<>();
    for (Class<?> type : hierarchy) {
      if (type.isAnnotationPresent(ExcludeSuperclassListeners.class)) {
        listeners.clear();
      }
      EntityListeners annotation = type.getDeclaredAnnotation(EntityListeners.class);
      if (annotation != null) {
        Collections.addAll(listeners, annotation.value());
      }
    }
    return listeners;
  }

  private void addListener(Class<?> type) {
    AnnotationCheck.checkForeign(place, type);
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      classes.add(0, at);
    }
    Listener listener = new Listener(type, factory);
    for (int i = 0; i < classes.size(); i++) {
      Class<?> at = classes.get(i);
      List<Class<?>> below = classes.subList(i + 1, classes.size());
      for (CallbackEvent event : CallbackEvent.values()) {
        for (Method method : methods(at, event, below, 1)) {
          addListenerMethod(event, method, listener);
        }
      }
    }
  }

  private void addListenerMethod(CallbackEvent event, Method method, Listener listener) {
    if (!method.getParameterTypes()[0].isAssignableFrom(entity)) {
      return; // a listener may serve several entities with a method for each
    }
    MethodHandle handle = handle(method, ON_LISTENER);
    if (handle != null) {
      add(
          event,
          entity ->
              call(
                  method,
                  () -> {
                    handle.invokeExact(listener.get(), entity);
                  }));
    }
  }

  private void addOwn(Class<?> type, List<Class<?>> below) {
    for (CallbackEvent event : CallbackEvent.values()) {
      List<Method> methods = methods(type, event, below, 0);
      if (methods.size() > 1) {
        place.refuse(
            "Class has two methods for one event",
            "event",
            type.getSimpleName() + " @" + event.annotation().getSimpleName(),
            "Leave one of them");
      }
      for (Method method : methods) {
        MethodHandle handle = handle(method, ON_ENTITY);
        if (handle != null) {
          add(
              event,
              entity ->
                  call(
                      method,
                      () -> {
                        handle.invokeExact(entity);
                      }));
        }
      }
    }
  }

  private void add(CallbackEvent event, Callbacks.Callback callback) {
    callbacks.computeIfAbsent(event, key -> new ArrayList<>()).add(callback);
  }

  /** Methods that a class declares for an event and that no class below overrides. */
  private List<Method> methods(
      Class<?> type, CallbackEvent event, List<Class<?>> below, int parameters) {
    List<Method> found = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(event.annotation())
          && !method.isBridge()
          && isCallback(method, parameters)
          && below.stream().noneMatch(lower -> overrides(lower, method))) {
        found.add(method);
      }
    }
    return found;
  }

  private boolean isCallback(Method method, int parameters) {
    boolean fits =
        method.getParameterCount() == parameters
            && !Modifier.isStatic(method.getModifiers())
            && !Modifier.isAbstract(method.getModifiers());
    if (!fits) {
      place.refuse(
          "Callback has an unsupported signature",
          "method",
          method.getDeclaringClass().getSimpleName() + "." + method.getName(),
          parameters == 0
              ? "Declare it as an instance method without parameters"
              : "Declare it as an instance method with the entity as its parameter");
    }
    return fits;
  }

  private static boolean overrides(Class<?> lower, Method method) {
    if (Modifier.isPrivate(method.getModifiers())) {
      return false;
    }
    return Arrays.stream(lower.getDeclaredMethods())
        .anyMatch(
            candidate ->
                candidate.getName().equals(method.getName())
                    && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes()));
  }

  private @Nullable MethodHandle handle(Method method, MethodType type) {
    try {
      return MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
          .unreflect(method)
          .asType(type);
    } catch (IllegalAccessException e) {
      place.refuse(
          "Callback is not accessible",
          "method",
          method.getDeclaringClass().getName() + "." + method.getName(),
          "Open the package of the class to io.debros.jpa");
      return null;
    }
  }

  /** A call that may throw anything. */
  private interface Invocation {
    void run() throws Throwable;
  }

  private static void call(Method method, Invocation invocation) {
    try {
      invocation.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new PersistenceException(
          problem("Callback failed")
              .at("class", method.getDeclaringClass().getName())
              .at("method", method.getName())
              .advice("See the cause, which the method threw")
              .toString(),
          e);
    }
  }

  /** A listener, made at its first call. */
  private static final class Listener {
    private final Class<?> type;
    private final InstanceFactory factory;
    private @Nullable Object instance;

    Listener(Class<?> type, InstanceFactory factory) {
      this.type = type;
      this.factory = factory;
    }

    synchronized Object get() {
      Object made = instance;
      if (made == null) {
        made = factory.instance(type);
        instance = made;
      }
      return made;
    }
  }
}
