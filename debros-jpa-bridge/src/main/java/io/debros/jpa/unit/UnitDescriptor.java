package io.debros.jpa.unit;

import java.net.URL;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code <persistence-unit>} of a {@code persistence.xml}, as written there. Immutable.
 *
 * @param transactionType as written; null if absent
 * @param classNames listed classes
 * @param jarFiles URLs relative to the root
 * @param excludeUnlisted whether only listed classes belong to the unit
 * @param validationMode as written; null if absent
 * @param sharedCacheMode as written; null if absent
 * @param root directory or archive that holds {@code META-INF/persistence.xml}
 */
public record UnitDescriptor(
    String name,
    @Nullable String transactionType,
    List<String> classNames,
    List<String> jarFiles,
    boolean excludeUnlisted,
    @Nullable String validationMode,
    @Nullable String sharedCacheMode,
    Map<String, Object> properties,
    URL root) {
  public UnitDescriptor {
    classNames = List.copyOf(classNames);
    jarFiles = List.copyOf(jarFiles);
    properties = Map.copyOf(properties);
  }
}
