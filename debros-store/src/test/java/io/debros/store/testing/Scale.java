package io.debros.store.testing;

/** How much a test does: little in the normal build, more in the profile {@code nightly}. */
public final class Scale {
  private Scale() {}

  /**
   * The number in a system property.
   *
   * @param normally what counts if the property is absent or empty
   */
  public static int of(String property, int normally) {
    String given = System.getProperty(property, "");
    return given.isEmpty() ? normally : Integer.parseInt(given);
  }
}
