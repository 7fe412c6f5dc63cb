package io.debros.store.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JSON object whose values are all texts. Stateless. */
final class FlatJson {
  private static final String TEXT =
      "\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+)\"";
  private static final Pattern FIELD = Pattern.compile("\\s*+" + TEXT + "\\s*+:\\s*+" + TEXT);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)");
  private static final String SHORT = "bfnrt";
  private static final String MEANT = "\b\f\n\r\t";

  private FlatJson() {}

  /** One field a line, in the order of the map. */
  static String encode(Map<String, String> fields) {
    StringBuilder json = new StringBuilder("{");
    String before = "\n";
    for (Map.Entry<String, String> field : fields.entrySet()) {
      json.append(before).append("  ");
      append(json, field.getKey());
      json.append(": ");
      append(json, field.getValue());
      before = ",\n";
    }
    return json.append("\n}\n").toString();
  }

  /** The fields; null if the text is anything else, or names one twice. */
  static @Nullable Map<String, String> parse(String json) {
    String text = json.strip();
    if (text.length() < 2 || text.charAt(0) != '{' || text.charAt(text.length() - 1) != '}') {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher field = FIELD.matcher(text).region(1, text.length() - 1);
    while (field.lookingAt()) {
      if (fields.put(unescaped(field.group(1)), unescaped(field.group(2))) != null) {
        return null;
      }
      String rest = text.substring(field.end(), text.length() - 1).stripLeading();
      if (rest.isEmpty()) {
        return fields;
      }
      if (rest.charAt(0) != ',') {
        return null;
      }
      field.region(text.length() - rest.length(), text.length() - 1);
    }
    return null;
  }

  private static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"' || letter == '\\') {
        json.append('\\').append(letter);
      } else if (letter < ' ' || letter > '~') {
        json.append(String.format("\\u%04x", (int) letter));
      } else {
        json.append(letter);
      }
    }
    json.append('"');
  }

  private static String unescaped(String text) {
    return ESCAPE.matcher(text).replaceAll(FlatJson::meaning);
  }

  private static String meaning(java.util.regex.MatchResult escape) {
    String code = escape.group(2);
    char letter = escape.group(1).charAt(0);
    int known = SHORT.indexOf(letter);
    String meant =
        code != null
            ? String.valueOf((char) Integer.parseInt(code, 16))
            : String.valueOf(known < 0 ? letter : MEANT.charAt(known));
    return Matcher.quoteReplacement(meant);
  }
}
