package io.debros.spring.repository.query;

import io.debros.store.error.Problem;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.annotation.QueryAnnotation;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.DefaultParameters;
import org.springframework.data.repository.query.Parameter;
import org.springframework.data.repository.query.QueryMethod;

/**
 * A query method that a repository declares. Refuses, by name, what debros cannot run. Immutable.
 */
public final class DebrosQueryMethod extends QueryMethod {
  private static final String JPA_ANNOTATIONS = "org.springframework.data.jpa.repository";

  private final Method method;
  private final Class<?> repository;

  /**
   * @throws InvalidQueryMethodException for annotations and parameters that are not supported,
   *     naming repository, method and what to do
   */
  public DebrosQueryMethod(Method method, RepositoryMetadata metadata, ProjectionFactory factory) {
    super(method, metadata, factory, DefaultParameters::new);
    this.method = method;
    this.repository = metadata.getRepositoryInterface();
    refuseAnnotations(repository, method);
    refuseScrolling();
  }

  /**
   * Refuses annotations of other modules that would be ignored otherwise.
   *
   * @throws InvalidQueryMethodException names the annotation
   */
  public static void refuseAnnotations(Class<?> repository, Method method) {
    foreign(method)
        .ifPresent(
            annotation -> {
              throw refusal(
                  problem("Annotation is not supported on a repository method", repository, method)
                      .at("annotation", "@" + annotation.annotationType().getSimpleName())
                      .advice(
                          "Express the query in the method's name, or implement it in a repository"
                              + " fragment with DebrosOperations"));
            });
  }

  private static Optional<Annotation> foreign(Method method) {
    return Arrays.stream(method.getAnnotations()).filter(DebrosQueryMethod::isForeign).findFirst();
  }

  private static boolean isForeign(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    return type == QueryAnnotation.class
        || AnnotatedElementUtils.isAnnotated(type, QueryAnnotation.class)
        || type.getPackageName().startsWith(JPA_ANNOTATIONS);
  }

  private void refuseScrolling() {
    if (isScrollQuery() || getParameters().hasScrollPositionParameter()) {
      throw refusal(
          problem("ScrollPosition and Window are not supported")
              .advice("Take a Pageable and return a Slice or a Page"));
    }
    if (isSearchQuery()) {
      throw refusal(
          problem("Vector search is not supported").advice("Remove the method or return a List"));
    }
  }

  /** The entity that the query reads. */
  Class<?> entity() {
    return getDomainClass();
  }

  /** The declared type of a parameter, generics included. */
  ResolvableType parameterType(Parameter parameter) {
    return ResolvableType.forMethodParameter(method, parameter.getIndex(), repository);
  }

  /** A problem that names this repository and method. */
  Problem problem(String sentence) {
    return problem(sentence, repository, method);
  }

  /** A fault of whoever declared the method. */
  static InvalidQueryMethodException refusal(Problem problem) {
    return new InvalidQueryMethodException(problem);
  }

  private static Problem problem(String sentence, Class<?> repository, Method method) {
    return Problem.problem(sentence)
        .at("repository", repository.getSimpleName())
        .at("method", signature(method));
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
