package io.debros.jpa.mapping;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import net.bytebuddy.implementation.bind.annotation.AllArguments;
import net.bytebuddy.implementation.bind.annotation.FieldValue;
import net.bytebuddy.implementation.bind.annotation.Origin;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.implementation.bind.annotation.This;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Sends the calls of a lazy proxy to its entity. Called by generated classes only. */
@API(status = API.Status.INTERNAL)
public final class ProxyInterceptor {
  static final String FIELD = "debrosLazyTarget";

  private ProxyInterceptor() {}

  /**
   * One call of a method of the proxy.
   *
   * @param lazy null while the constructor of the entity class still runs
   */
  @RuntimeType
  public static @Nullable Object intercept(
      @This Object proxy,
      @FieldValue(FIELD) @Nullable LazyTarget lazy,
      @Origin Method method,
      @AllArguments @Nullable Object[] arguments,
      @SuperCall Callable<?> inConstructor)
      throws Throwable {
    if (lazy == null) {
      return inConstructor.call();
    }
    if (isIdGetter(lazy, method)) {
      return lazy.id();
    }
    if (isEquals(method) && arguments[0] instanceof LazyReference) {
      return proxy == arguments[0] || call(lazy.get(), method, Lazy.target(arguments[0]));
    }
    Object target = lazy.get();
    Object result = invoke(target, method, arguments);
    return result == target ? proxy : result;
  }

  private static boolean call(Object target, Method equals, Object other) throws Throwable {
    return Boolean.TRUE.equals(invoke(target, equals, new Object[] {other}));
  }

  private static @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments)
      throws Throwable {
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static boolean isEquals(Method method) {
    return method.getName().equals("equals")
        && method.getParameterCount() == 1
        && method.getParameterTypes()[0] == Object.class;
  }

  private static boolean isIdGetter(LazyTarget lazy, Method method) {
    if (method.getParameterCount() != 0) {
      return false;
    }
    String id = lazy.model().id().name();
    String called = method.getName();
    return called.equals(id)
        || (called.length() == id.length() + 3
            && called.startsWith("get")
            && Character.toUpperCase(id.charAt(0)) == called.charAt(3)
            && called.endsWith(id.substring(1)));
  }
}
