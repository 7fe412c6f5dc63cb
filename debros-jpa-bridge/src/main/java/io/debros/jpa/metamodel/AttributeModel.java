package io.debros.jpa.metamodel;

import io.debros.jpa.metamodel.AttributeKind.ToMany;
import io.debros.jpa.metamodel.AttributeKind.ToOne;
import java.lang.reflect.Member;
import org.jspecify.annotations.Nullable;

/** One persistent attribute of an entity or embeddable. Immutable, thread-safe. */
public final class AttributeModel {
  private final String name;
  private final String documentKey;
  private final Class<?> javaType;
  private final AttributeKind kind;
  private final ColumnRules rules;
  private final AttributeRole role;
  private final MemberAccess access;

  public AttributeModel(
      String name,
      String documentKey,
      Class<?> javaType,
      AttributeKind kind,
      ColumnRules rules,
      AttributeRole role,
      MemberAccess access) {
    this.name = name;
    this.documentKey = documentKey;
    this.javaType = javaType;
    this.kind = kind;
    this.rules = rules;
    this.role = role;
    this.access = access;
  }

  /** Name of the field or property. */
  public String name() {
    return name;
  }

  /** Key in the document: the column name if given, else the name, {@code <name>Id} for to-one. */
  public String documentKey() {
    return documentKey;
  }

  /** The declared type, with type variables of generic superclasses resolved. */
  public Class<?> javaType() {
    return javaType;
  }

  /** What it holds. */
  public AttributeKind kind() {
    return kind;
  }

  /** What {@code @Column} asks. */
  public ColumnRules rules() {
    return rules;
  }

  /** Whether null may be stored: neither {@code nullable=false}, {@code optional=false} nor id. */
  public boolean nullable() {
    return rules.nullable();
  }

  /** Whether a new row carries its value. */
  public boolean insertable() {
    return rules.insertable();
  }

  /** Whether a changed value is written. */
  public boolean updatable() {
    return rules.updatable();
  }

  /** Whether no other row may hold the value. */
  public boolean unique() {
    return rules.unique();
  }

  /** Whether it is the id. */
  public boolean isId() {
    return role == AttributeRole.ID;
  }

  /** Whether it is the version. */
  public boolean isVersion() {
    return role == AttributeRole.VERSION;
  }

  /** Whether it is a {@code @Counter}. */
  public boolean isCounter() {
    return role == AttributeRole.COUNTER;
  }

  /** Whether it is a {@code @CrdtSet}. */
  public boolean isCrdtSet() {
    return role == AttributeRole.CRDT_SET;
  }

  /** Whether concurrent changes of it add up: counters and sets. */
  public boolean addsUp() {
    return isCounter() || isCrdtSet();
  }

  /** Whether it refers to other entities. */
  public boolean isAssociation() {
    return kind instanceof ToOne || kind instanceof ToMany;
  }

  /** Whether the row's own document holds it: all but the inverse side of associations. */
  public boolean isStored() {
    return !(kind instanceof ToMany) && !(kind instanceof ToOne toOne && !toOne.isOwning());
  }

  /** The field, or the getter if access is by property, or the accessor of a record component. */
  public Member member() {
    return access.member();
  }

  /** Reads the attribute of an instance of the class that has it. */
  public @Nullable Object get(Object holder) {
    return access.get(holder);
  }

  /**
   * Sets the attribute of an instance of the class that has it.
   *
   * @param value of the attribute's type; not null for a primitive
   * @throws UnsupportedOperationException for a component of a record
   */
  public void set(Object holder, @Nullable Object value) {
    access.set(holder, value);
  }

  @Override
  public String toString() {
    return member().getDeclaringClass().getSimpleName() + "." + name;
  }
}
