package io.debros.store.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What users of a module can see: public members of public types in packages not marked internal.
 */
public final class PublicSurface {
  private PublicSurface() {}

  /** Internal types of {@code io.debros} in public signatures below a package, as text. */
  public static Set<String> internalTypesShown(String base) {
    Set<String> shown = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(base)) {
      if (isVisible(type) && !isInternal(type)) {
        type.getMembers().stream()
            .filter(PublicSurface::isVisible)
            .forEach(
                member ->
                    mentioned(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(PublicSurface::isInternal)
                        .forEach(
                            seen -> shown.add(member.getFullName() + " shows " + seen.getName())));
      }
    }
    return shown;
  }

  private static Stream<JavaClass> mentioned(JavaMember member) {
    return member instanceof JavaCodeUnit unit
        ? Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
        : member.getAllInvolvedRawTypes().stream();
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicSurface::isVisible).orElse(true);
  }

  private static boolean isInternal(JavaClass type) {
    return type.getPackageName().startsWith("io.debros")
        && type.getPackage()
            .tryGetPackageInfo()
            .flatMap(info -> info.tryGetAnnotationOfType(API.class))
            .map(api -> api.status() == API.Status.INTERNAL)
            .orElse(false);
  }
}
