package io.debros.store.access;

import static io.debros.store.error.Problem.problem;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of access controllers that a node knows. Immutable, thread-safe. */
public final class AccessControllerTypes {
  private final Map<String, AccessControllerType> types = new TreeMap<>();

  /**
   * The built-in kinds and others.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public AccessControllerTypes(Collection<AccessControllerType> others) {
    add(new IpfsAccessType());
    add(new OrbitDbAccessType());
    others.forEach(this::add);
  }

  /** Their names, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(types.keySet());
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if it is not known; names those that are
   */
  public AccessControllerType get(String name) {
    AccessControllerType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          problem("Access controller type is not supported")
              .at("type", name)
              .at("supported", names())
              .advice("Use one of these, or register the type in the settings of the node")
              .toString());
    }
    return type;
  }

  private void add(AccessControllerType type) {
    if (types.putIfAbsent(type.type(), type) != null) {
      throw new IllegalArgumentException(
          problem("Two access controllers have one type")
              .at("type", type.type())
              .advice("Register one of each type; ipfs and orbitdb are built in")
              .toString());
    }
  }
}
