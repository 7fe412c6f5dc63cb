package io.debros.quickstart;

import jakarta.validation.ConstraintViolationException;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns refused input into problem details that name each field. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice {
  @ExceptionHandler
  ProblemDetail invalidBody(MethodArgumentNotValidException refused) {
    Map<String, String> fields = new TreeMap<>();
    refused
        .getFieldErrors()
        .forEach(error -> fields.put(error.getField(), String.valueOf(error.getDefaultMessage())));
    return invalid(fields);
  }

  @ExceptionHandler
  ProblemDetail invalidEntity(ConstraintViolationException refused) {
    Map<String, String> fields = new TreeMap<>();
    refused
        .getConstraintViolations()
        .forEach(
            violation ->
                fields.put(violation.getPropertyPath().toString(), violation.getMessage()));
    return invalid(fields);
  }

  @ExceptionHandler
  ProblemDetail conflict(DataIntegrityViolationException refused) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.CONFLICT);
    problem.setTitle("Conflict");
    problem.setDetail(refused.getMostSpecificCause().getMessage());
    return problem;
  }

  @ExceptionHandler
  ProblemDetail unknownSort(PropertyReferenceException refused) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.BAD_REQUEST);
    problem.setTitle("Invalid sort");
    problem.setDetail(refused.getMessage());
    return problem;
  }

  private static ProblemDetail invalid(Map<String, String> fields) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.BAD_REQUEST);
    problem.setTitle("Invalid input");
    problem.setDetail("Some fields were refused");
    problem.setProperty("fields", fields);
    return problem;
  }
}
