package io.debros.store.identity;

import static io.debros.store.error.Problem.problem;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * What somebody types to protect private keys. Its text is never shown: {@link #toString} hides it.
 * The same text typed on different systems is the same passphrase: it counts in Unicode's composed
 * form (NFC), encoded as UTF-8. Immutable, thread-safe.
 */
public final class Passphrase {
  private final String text;

  private Passphrase(String text) {
    this.text = text;
  }

  /**
   * A passphrase of any text that is not blank.
   *
   * @throws IllegalArgumentException if the text is blank
   */
  public static Passphrase of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          problem("Passphrase is blank")
              .advice("Give a passphrase, or none at all to leave keys unprotected")
              .toString());
    }
    return new Passphrase(text);
  }

  byte[] bytes() {
    return Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "Passphrase[hidden]";
  }
}
