package io.debros.store.libp2p.host;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.BadPeerException;
import io.debros.store.error.DebrosException;
import io.debros.store.error.Problem;
import io.debros.store.error.UnreachableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Errors as problems, and the other way round. */
final class Failures {
  private Failures() {}

  /** What an error of ours says. */
  static Problem problemOf(DebrosException failure) {
    Problem problem = failure.problem();
    return problem == null ? problem(String.valueOf(failure.getMessage())) : problem;
  }

  /**
   * The error to give to who waits: what a peer did wrong as it is, anything else as a peer that
   * cannot be reached.
   */
  static DebrosException asFailure(@Nullable Throwable cause, Problem why) {
    if (cause instanceof BadPeerException bad) {
      return bad;
    }
    Problem detailed = cause == null ? why : why.at("reason", reason(cause));
    return new UnreachableException(detailed, cause);
  }

  /** Passes on what came of something: the error itself, not what stages put around it. */
  static <T> void pass(
      @Nullable T value, @Nullable Throwable failure, CompletableFuture<T> result) {
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
