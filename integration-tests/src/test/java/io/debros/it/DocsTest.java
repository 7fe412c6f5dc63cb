package io.debros.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Java in the docs stands word for word in code that the build compiles; links lead somewhere. */
class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern SNIPPET =
      Pattern.compile("(?:<!-- from (\\S+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SCRIPT =
      Pattern.compile("<!-- from (\\S+) -->\\n```js\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

  @TestFactory
  List<DynamicTest> page_javaAndLinks_areReal() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      tests.add(DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> check(page)));
    }
    assertThat(tests).hasSizeGreaterThan(5);
    return tests;
  }

  private static void check(Path page) throws IOException {
    String text = Files.readString(page);
    for (Matcher snippet = SNIPPET.matcher(text); snippet.find(); ) {
      assertThat(snippet.group(1)).as("source named above:\n%s", snippet.group(2)).isNotNull();
      assertThat(Files.readString(ROOT.resolve(snippet.group(1)))).contains(snippet.group(2));
    }
    for (Matcher script = SCRIPT.matcher(text); script.find(); ) {
      assertThat(Files.readString(ROOT.resolve(script.group(1)))).contains(script.group(2));
    }
    for (Matcher link = LINK.matcher(text); link.find(); ) {
      assertThat(page.resolveSibling(link.group(1))).as("link").exists();
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top)
          .filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
