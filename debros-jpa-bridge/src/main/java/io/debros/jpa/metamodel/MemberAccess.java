package io.debros.jpa.metamodel;

import static io.debros.store.error.Problem.problem;

import io.debros.store.error.Problem;
import jakarta.persistence.PersistenceException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads and sets one attribute through method handles, whatever its visibility. Thread-safe. */
public final class MemberAccess {
  private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
  private static final MethodType SETTER =
      MethodType.methodType(void.class, Object.class, Object.class);

  private final Member member;
  private final MethodHandle getter;
  private final @Nullable MethodHandle setter;

  private MemberAccess(Member member, MethodHandle getter, @Nullable MethodHandle setter) {
    this.member = member;
    this.getter = getter.asType(GETTER);
    this.setter = setter == null ? null : setter.asType(SETTER);
  }

  /**
   * Access by field; a final one can be set too.
   *
   * @throws IllegalAccessException if the module of the class does not open its package
   */
  public static MemberAccess ofField(Field field) throws IllegalAccessException {
    MethodHandles.Lookup lookup = lookup(field);
    field.setAccessible(true);
    return new MemberAccess(field, lookup.unreflectGetter(field), lookup.unreflectSetter(field));
  }

  /**
   * Access by methods.
   *
   * @param setter null if the attribute cannot be set, as a component of a record
   * @throws IllegalAccessException if the module of the class does not open its package
   */
  public static MemberAccess ofMethods(Method getter, @Nullable Method setter)
      throws IllegalAccessException {
    return new MemberAccess(
        getter,
        lookup(getter).unreflect(getter),
        setter == null ? null : lookup(setter).unreflect(setter));
  }

  /** A look-up that sees the private members of the member's class. */
  private static MethodHandles.Lookup lookup(Member member) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(member.getDeclaringClass(), MethodHandles.lookup());
  }

  Member member() {
    return member;
  }

  @Nullable Object get(Object holder) {
    try {
      return getter.invokeExact(holder);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw failed("Getter of an attribute failed", e);
    }
  }

  void set(Object holder, @Nullable Object value) {
    if (setter == null) {
      throw new UnsupportedOperationException(
          at(problem("Component of a record cannot be set"))
              .advice("Make another record with the new value, and set that where this one is")
              .toString());
    }
    try {
      setter.invokeExact(holder, value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw failed("Setter of an attribute failed", e);
    }
  }

  private PersistenceException failed(String sentence, Throwable cause) {
    return new PersistenceException(
        at(problem(sentence))
            .advice("See the cause, which the application's method threw")
            .toString(),
        cause);
  }

  private Problem at(Problem problem) {
    return problem.at("class", member.getDeclaringClass().getName()).at("member", member.getName());
  }
}
