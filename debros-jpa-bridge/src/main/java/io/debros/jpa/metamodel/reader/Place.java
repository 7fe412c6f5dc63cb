package io.debros.jpa.metamodel.reader;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Where the reader is, so that a refusal names it.
 *
 * @param problems where refusals are gathered
 * @param entity name of the entity or class
 * @param attribute name of the attribute, with those of the embeddables around it; null at the
 *     class
 */
record Place(Problems problems, String entity, @Nullable String attribute) {

  Place in(String name) {
    return new Place(problems, entity, attribute == null ? name : attribute + "." + name);
  }

  void refuse(String sentence, String advice) {
    problems.add(entity, here(sentence).advice(advice));
  }

  void refuse(String sentence, String detail, @Nullable Object value, String advice) {
    problems.add(entity, here(sentence).at(detail, value).advice(advice));
  }

  void refuse(Class<? extends Annotation> annotation, String advice) {
    refuse("Annotation is not supported", "annotation", "@" + annotation.getSimpleName(), advice);
  }

  /** Refuses one element of an annotation that is honoured otherwise. */
  void refuse(Class<? extends Annotation> annotation, String element, String advice) {
    refuse(
        "Annotation element is not supported",
        "element",
        "@" + annotation.getSimpleName() + "(" + element + ")",
        advice);
  }

  private Problem here(String sentence) {
    Problem problem = problem(sentence).at("entity", entity);
    return attribute == null ? problem : problem.at("attribute", attribute);
  }
}
