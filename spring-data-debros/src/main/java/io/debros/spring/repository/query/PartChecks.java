package io.debros.spring.repository.query;

import io.debros.store.error.Problem;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.springframework.core.ResolvableType;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.repository.query.Parameter;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.Part.IgnoreCaseType;
import org.springframework.data.repository.query.parser.PartTree;
import org.springframework.util.ClassUtils;

/** Checks at start that keywords, properties and parameters of a method fit each other. */
final class PartChecks {
  private static final Set<Part.Type> UNSUPPORTED =
      Set.of(Part.Type.REGEX, Part.Type.EXISTS, Part.Type.NEAR, Part.Type.WITHIN);
  private static final Set<Part.Type> TEXT =
      Set.of(Part.Type.LIKE, Part.Type.NOT_LIKE, Part.Type.STARTING_WITH, Part.Type.ENDING_WITH);
  private static final Set<Part.Type> MEMBERSHIP =
      Set.of(Part.Type.CONTAINING, Part.Type.NOT_CONTAINING);
  private static final Set<Part.Type> EMPTINESS =
      Set.of(Part.Type.IS_EMPTY, Part.Type.IS_NOT_EMPTY);
  private static final Set<Part.Type> SEVERAL = Set.of(Part.Type.IN, Part.Type.NOT_IN);
  private static final Set<Part.Type> FLAG = Set.of(Part.Type.TRUE, Part.Type.FALSE);

  private final DebrosQueryMethod method;

  private PartChecks(DebrosQueryMethod method) {
    this.method = method;
  }

  /**
   * @throws IllegalArgumentException names repository, method, and the property or parameter
   */
  static void check(DebrosQueryMethod method, PartTree tree) {
    PartChecks checks = new PartChecks(method);
    List<Part> parts = tree.getParts().toList();
    parts.forEach(checks::checkKeyword);
    checks.checkCount(parts);
    Iterator<? extends Parameter> parameters = bindable(method).iterator();
    for (Part part : parts) {
      for (int taken = 0; taken < part.getNumberOfArguments(); taken++) {
        checks.checkType(part, parameters.next());
      }
    }
  }

  private void checkKeyword(Part part) {
    PropertyPath property = part.getProperty();
    Part.Type type = part.getType();
    if (UNSUPPORTED.contains(type)) {
      throw refused(part, "Keyword is not supported", "Use Like, Containing or another keyword");
    }
    if (Paths.crossesCollection(property)) {
      throw refused(
          part,
          "Query method looks into the elements of a collection",
          "Query the element's own repository");
    }
    if (Paths.isCollection(property)) {
      checkOnCollection(part);
    } else {
      checkOnValue(part);
    }
  }

  private void checkOnCollection(Part part) {
    if (!MEMBERSHIP.contains(part.getType()) && !EMPTINESS.contains(part.getType())) {
      throw refused(
          part,
          "Keyword does not fit a collection",
          "Use Containing, NotContaining, IsEmpty or IsNotEmpty");
    }
    if (part.shouldIgnoreCase() == IgnoreCaseType.ALWAYS) {
      throw refused(part, "IgnoreCase does not fit a collection", "Remove IgnoreCase");
    }
  }

  private void checkOnValue(Part part) {
    Part.Type type = part.getType();
    boolean text = Paths.isText(part.getProperty());
    if (EMPTINESS.contains(type)) {
      throw refused(part, "Keyword needs a collection", "Use IsNull, IsNotNull, or a comparison");
    }
    if (!text && (TEXT.contains(type) || MEMBERSHIP.contains(type))) {
      throw refused(part, "Keyword needs text", "Use Is, In, Between or a comparison");
    }
    if (!text && part.shouldIgnoreCase() == IgnoreCaseType.ALWAYS) {
      throw refused(part, "IgnoreCase needs text", "Remove IgnoreCase, or use AllIgnoreCase");
    }
    if (FLAG.contains(type) && boxed(Paths.type(part.getProperty())) != Boolean.class) {
      throw refused(part, "Keyword needs a boolean", "Use Is or another comparison");
    }
  }

  private void checkCount(List<Part> parts) {
    int needed = parts.stream().mapToInt(Part::getNumberOfArguments).sum();
    int given = bindable(method).size();
    if (needed != given) {
      throw DebrosQueryMethod.refusal(
          method
              .problem("Query method has the wrong number of parameters")
              .at("needed", needed)
              .at("given", given)
              .advice("Declare one parameter for each value that the method's name asks for"));
    }
  }

  private void checkType(Part part, Parameter parameter) {
    Class<?> wanted = Paths.type(part.getProperty());
    ResolvableType given = method.parameterType(parameter);
    boolean several = isIterable(parameter) || (given.isArray() && wanted != given.resolve());
    if (SEVERAL.contains(part.getType()) != several) {
      throw mismatch(
          part,
          parameter,
          several ? "Declare one value, or use In" : "Declare a collection, an array, or varargs");
    }
    Class<?> value = several ? element(given) : parameter.getType();
    if (!fits(wanted, value)) {
      throw mismatch(part, parameter, "Declare it as " + wanted.getSimpleName());
    }
  }

  private static boolean isIterable(Parameter parameter) {
    return Iterable.class.isAssignableFrom(parameter.getType());
  }

  private static Class<?> element(ResolvableType several) {
    ResolvableType element =
        several.isArray() ? several.getComponentType() : several.as(Iterable.class).getGeneric(0);
    return element.resolve(Object.class);
  }

  /** Either may be the more general one: a generic parameter is checked again when it is called. */
  private static boolean fits(Class<?> wanted, Class<?> given) {
    return boxed(wanted).isAssignableFrom(boxed(given))
        || boxed(given).isAssignableFrom(boxed(wanted));
  }

  private static Class<?> boxed(Class<?> type) {
    return ClassUtils.resolvePrimitiveIfNecessary(type);
  }

  private IllegalArgumentException mismatch(Part part, Parameter parameter, String advice) {
    return DebrosQueryMethod.refusal(
        at(part, "Parameter does not fit its property")
            .at("parameter", parameter.getName().orElse("#" + parameter.getIndex()))
            .at("type", method.parameterType(parameter))
            .advice(advice));
  }

  private IllegalArgumentException refused(Part part, String sentence, String advice) {
    return DebrosQueryMethod.refusal(
        at(part, sentence).at("keyword", part.getType().name()).advice(advice));
  }

  private Problem at(Part part, String sentence) {
    return method
        .problem(sentence)
        .at("entity", method.entity().getSimpleName())
        .at("property", part.getProperty().toDotPath());
  }

  private static List<? extends Parameter> bindable(DebrosQueryMethod method) {
    return StreamSupport.stream(method.getParameters().getBindableParameters().spliterator(), false)
        .toList();
  }
}
