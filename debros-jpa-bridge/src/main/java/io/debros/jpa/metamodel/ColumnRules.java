package io.debros.jpa.metamodel;

/**
 * What {@code @Column} or {@code @JoinColumn} asks of a stored value.
 *
 * @param nullable whether null may be stored
 * @param insertable whether a new row carries the attribute's value
 * @param updatable whether a changed value is written
 * @param unique whether no other row of the entity may hold the value
 * @param length most code points of text, most bytes of a byte array; {@link #UNLIMITED} unless the
 *     annotation says other than its default, 255
 * @param precision most digits of a decimal; {@link #UNLIMITED} if not said
 * @param scale most digits after the point; matters only with a precision
 */
public record ColumnRules(
    boolean nullable,
    boolean insertable,
    boolean updatable,
    boolean unique,
    int length,
    int precision,
    int scale) {
  /** No limit. */
  public static final int UNLIMITED = -1;

  /** What holds without an annotation. */
  public static final ColumnRules DEFAULT =
      new ColumnRules(true, true, true, false, UNLIMITED, UNLIMITED, 0);

  /** These rules with another answer to whether null may be stored. */
  public ColumnRules withNullable(boolean allowed) {
    return new ColumnRules(allowed, insertable, updatable, unique, length, precision, scale);
  }
}
