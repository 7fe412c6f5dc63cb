package io.debros.spring.repository.query;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.repository.core.support.DefaultRepositoryMetadata;
import org.springframework.data.repository.query.ParametersParameterAccessor;

/** Makes query methods of test repositories. */
final class QueryMethods {
  private QueryMethods() {}

  static DebrosQueryMethod method(Class<?> repository, String name) {
    Method found =
        Arrays.stream(repository.getMethods())
            .filter(method -> method.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("No method " + name));
    return new DebrosQueryMethod(
        found, new DefaultRepositoryMetadata(repository), new SpelAwareProxyProjectionFactory());
  }

  static ParametersParameterAccessor accessor(DebrosQueryMethod method, Object... values) {
    return new ParametersParameterAccessor(method.getParameters(), values);
  }
}
