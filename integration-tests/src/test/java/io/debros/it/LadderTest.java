package io.debros.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Imports point down the ladder; packages on one rung do not see each other. */
class LadderTest {
  static final String BASE = "io.debros.it";
  static final List<Set<String>> LADDER =
      List.of( // lowest rung first; "" is the roof
          Set.of("acceptance.shop", "javascript", "stories.blog"),
          Set.of("acceptance.misspelt", "acceptance.unsupported"),
          Set.of("interop", "acceptance", "docs", "stories"),
          Set.of(""));

  @Test
  void imports_pointDownTheLadder() {
    Set<String> upward = new TreeSet<>();
    for (JavaClass from : classes()) {
      from.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(
              to ->
                  to.getPackageName().startsWith(BASE)
                      && !to.getPackageName().equals(from.getPackageName()))
          .filter(to -> rung(to) >= rung(from))
          .forEach(to -> upward.add(from.getName() + " -> " + to.getName()));
    }

    assertThat(upward).isEmpty();
  }

  private static Iterable<JavaClass> classes() {
    return new ClassFileImporter().importPackages(BASE);
  }

  private static int rung(JavaClass type) {
    String name = type.getPackageName().substring(BASE.length()).replaceFirst("^\\.", "");
    return IntStream.range(0, LADDER.size())
        .filter(rung -> LADDER.get(rung).contains(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Package has no rung: " + type.getPackageName()));
  }
}
