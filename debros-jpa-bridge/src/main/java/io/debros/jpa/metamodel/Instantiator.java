package io.debros.jpa.metamodel;

import static io.debros.store.error.Problem.problem;

import jakarta.persistence.PersistenceException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances of a managed class: through its no-argument constructor of any visibility, or
 * through the canonical constructor of a record. Thread-safe.
 */
public final class Instantiator {
  private final Class<?> type;
  private final MethodHandle constructor;
  private final boolean takesValues;

  private Instantiator(Class<?> type, MethodHandle constructor, boolean takesValues) {
    this.type = type;
    this.constructor = constructor;
    this.takesValues = takesValues;
  }

  /**
   * Through a constructor.
   *
   * @param constructor without parameters, or the canonical one of a record
   * @throws IllegalAccessException if the module of the class does not open its package
   */
  public static Instantiator of(Constructor<?> constructor) throws IllegalAccessException {
    Class<?> type = constructor.getDeclaringClass();
    MethodHandle handle =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .unreflectConstructor(constructor);
    return constructor.getParameterCount() == 0 && !type.isRecord()
        ? new Instantiator(type, handle.asType(MethodType.methodType(Object.class)), false)
        : new Instantiator(type, spread(handle), true);
  }

  private static MethodHandle spread(MethodHandle handle) {
    return handle
        .asSpreader(Object[].class, handle.type().parameterCount())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }

  Object instantiate() {
    try {
      return constructor.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  Object instantiate(List<AttributeModel> attributes, @Nullable Object[] values) {
    if (takesValues) {
      return instantiate(values);
    }
    Object instance = instantiate();
    for (int i = 0; i < values.length; i++) {
      attributes.get(i).set(instance, values[i]);
    }
    return instance;
  }

  private Object instantiate(@Nullable Object[] values) {
    try {
      return constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private PersistenceException failed(Throwable cause) {
    return new PersistenceException(
        problem("Constructor of a managed class failed")
            .at("class", type.getName())
            .advice("See the cause, which the constructor threw")
            .toString(),
        cause);
  }
}
