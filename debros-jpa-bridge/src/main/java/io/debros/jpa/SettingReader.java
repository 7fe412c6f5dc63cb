package io.debros.jpa;

import static io.debros.store.error.Problem.problem;

import io.debros.jpa.DebrosSettings.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings, and says which does not fit.
 *
 * @param properties text, or values of the type that is asked for
 */
record SettingReader(Map<String, ?> properties) {

  /** Whether a key is set. */
  boolean has(String key) {
    return properties.get(key) != null;
  }

  <T> T read(String key, T absent, Function<String, T> parse) {
    T found = find(key, parse);
    return found == null ? absent : found;
  }

  /** Null if the key is not set. */
  <T> @Nullable T find(String key, Function<String, T> parse) {
    Object value = properties.get(key);
    if (value == null) {
      return null;
    }
    String text = value instanceof List<?> list ? joined(list) : value.toString().strip();
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException unfit) {
      throw refused(key, text, String.valueOf(unfit.getMessage()));
    }
  }

  boolean flag(String key, boolean absent) {
    return read(key, absent, SettingReader::parseBoolean);
  }

  /** Texts between commas, each once, in their order; empty if the key is not set. */
  List<String> list(String key) {
    return read(key, List.of(), SettingReader::parseList);
  }

  /** Constants are written in lower case with hyphens; case does not matter. */
  <E extends Enum<E>> E choice(String key, E absent) {
    Class<E> type = absent.getDeclaringClass();
    return read(
        key,
        absent,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(spelling(text)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(choices(type))));
  }

  /** Taken as it is: blanks at the ends may be meant. Null if the key is not set. */
  @Nullable Secret secret(String key) {
    Object value = properties.get(key);
    if (value == null) {
      return null;
    }
    Secret secret = value instanceof Secret given ? given : new Secret(value.toString());
    if (secret.text().isBlank()) {
      throw refused(key, "(blank)", "Give a passphrase, or remove the setting");
    }
    return secret;
  }

  /** An object of a type; null if the key is not set. */
  <T> @Nullable T object(String key, Class<T> type) {
    Object value = properties.get(key);
    if (value != null && !type.isInstance(value)) {
      throw refused(key, value.toString(), "Pass an object of " + type.getName());
    }
    return type.cast(value);
  }

  /** Objects of a type, one or a collection of them; empty if the key is not set. */
  <T> List<T> objects(String key, Class<T> type) {
    Object value = properties.get(key);
    if (value == null) {
      return List.of();
    }
    List<T> objects = new ArrayList<>();
    for (Object each : value instanceof Collection<?> many ? many : List.of(value)) {
      if (!type.isInstance(each)) {
        throw refused(
            key, each.getClass().getName(), "Pass a collection of " + type.getSimpleName() + "s");
      }
      objects.add(type.cast(each));
    }
    return objects;
  }

  static InvalidSettingException refused(String key, @Nullable String value, String advice) {
    return new InvalidSettingException(
        problem("Setting does not fit").at("key", key).at("value", value).advice(advice));
  }

  static List<String> parseList(String text) {
    Set<String> parts = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return List.copyOf(parts);
  }

  private static String joined(List<?> list) {
    return String.join(",", list.stream().map(String::valueOf).toList());
  }

  private static String spelling(Object value) {
    return value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String choices(Class<? extends Enum<?>> type) {
    return "Use one of "
        + String.join(
            ", ", Arrays.stream(type.getEnumConstants()).map(SettingReader::spelling).toList());
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("Use true or false");
    };
  }
}
