package io.debros.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** What is built on a module sees its public packages only: those not marked internal. */
class PublicPackagesTest {
  @Test
  void integrationTests_importPublicPackagesOnly() {
    assertThat(internalTypesSeenFrom("io.debros.it")).isEmpty();
  }

  @Test
  void quickstart_importsPublicPackagesOnly() {
    assertThat(internalTypesSeenFrom("io.debros.quickstart")).isEmpty();
  }

  @Test
  void springModule_importsPublicPackagesOfTheModulesBelowOnly() {
    assertThat(internalTypesSeenFrom("io.debros.spring")).isEmpty();
  }

  @Test
  void bridge_importsPublicPackagesOfTheStoreOnly() {
    assertThat(internalTypesSeenFrom("io.debros.jpa")).isEmpty();
  }

  private static Set<String> internalTypesSeenFrom(String module) {
    Set<String> seen = new TreeSet<>();
    for (JavaClass from : new ClassFileImporter().importPackages(module)) {
      from.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(to -> to.getPackageName().startsWith("io.debros."))
          .filter(to -> !to.getPackageName().startsWith(module))
          .filter(PublicPackagesTest::isInternal)
          .forEach(to -> seen.add(from.getName() + " -> " + to.getName()));
    }
    return seen;
  }

  private static boolean isInternal(JavaClass type) {
    return type.getPackage()
        .tryGetPackageInfo()
        .flatMap(info -> info.tryGetAnnotationOfType(API.class))
        .map(api -> api.status() == API.Status.INTERNAL)
        .orElse(false);
  }
}
