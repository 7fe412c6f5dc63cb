package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debros.jpa.metamodel.IdSequence;
import io.debros.jpa.metamodel.Metamodel;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  @Test
  void sequence_ofNothing_isThatOfTheEntity() {
    assertThat(sequence(Plain.class)).isEqualTo(new IdSequence("plain", 1, 50));
    assertThat(sequence(ByIdentity.class)).isEqualTo(new IdSequence("byidentity", 1, 50));
  }

  @Test
  void sequence_ofAnnotations_isAsTheySay() {
    assertThat(sequence(BySequence.class)).isEqualTo(new IdSequence("orders", 1000, 5));
    assertThat(sequence(ByTable.class)).isEqualTo(new IdSequence("ids.orders", 8, 1));
    assertThat(sequence(Unnamed.class)).isEqualTo(new IdSequence("unnamed", 1, 10));
    assertThat(sequence(Child.class)).isEqualTo(new IdSequence("all", 1, 3));
  }

  @Test
  void sequence_thatAnotherEntityDeclares_isShared() {
    Metamodel metamodel = MetamodelReader.read(List.of(Borrower.class, BySequence.class));

    assertThat(metamodel.entity(Borrower.class).idSequence())
        .isEqualTo(metamodel.entity(BySequence.class).idSequence());
  }

  @Test
  void generators_thatCannotWork_areAllRefused() {
    Throwable refusal =
        catchThrowable(() -> MetamodelReader.read(List.of(Missing.class, Bad.class, Text.class)));

    assertThat(refusal)
        .hasMessageContaining(
            "Generator is not declared {entity=Missing, attribute=id, generator=nowhere}. Declare"
                + " it with @SequenceGenerator or @TableGenerator at an entity or its id.")
        .hasMessageContaining("element=@SequenceGenerator(allocationSize = 0)")
        .hasMessageContaining("element=@SequenceGenerator(initialValue)")
        .hasMessageContaining("element=@TableGenerator(pkColumnName)")
        .hasMessageContaining("Two generators have one name {entity=Bad, generator=g}")
        .hasMessageContaining(
            "element=@GeneratedValue(strategy = TABLE)}. Its generator is a @SequenceGenerator")
        .hasMessageContaining("Use it on the entity or its @Id")
        .hasMessageContaining("{entity=Text, attribute=id, element=@GeneratedValue(generator)}");
  }

  @Test
  void generator_thatNobodyNames_isRefused() {
    Throwable refusal = catchThrowable(() -> MetamodelReader.read(List.of(Unused.class)));

    assertThat(refusal)
        .hasMessageContaining(
            "Generator is not used {entity=Unused, generator=@TableGenerator(other)}. Name it in"
                + " @GeneratedValue(generator) of a whole number, or remove it.");
  }

  private static IdSequence sequence(Class<?> entity) {
    return MetamodelReader.read(List.of(entity)).entity(entity).idSequence();
  }

  @Entity
  static class Plain {
    @Id @GeneratedValue Integer id;
  }

  @Entity
  static class ByIdentity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;
  }

  @Entity
  static class BySequence {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "g")
    @SequenceGenerator(name = "g", sequenceName = "orders", initialValue = 1000, allocationSize = 5)
    Long id;
  }

  @Entity
  static class Borrower {
    @Id
    @GeneratedValue(generator = "g")
    Long id;
  }

  @Entity
  @TableGenerator(
      name = "t",
      table = "ids",
      pkColumnValue = "orders",
      initialValue = 7,
      allocationSize = 1)
  static class ByTable {
    @Id
    @GeneratedValue(strategy = GenerationType.TABLE, generator = "t")
    Long id;
  }

  @Entity
  @SequenceGenerator(allocationSize = 10)
  static class Unnamed {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    Long id;
  }

  @MappedSuperclass
  @SequenceGenerator(name = "all", allocationSize = 3)
  static class Parent {
    @Id
    @GeneratedValue(generator = "all")
    Long id;
  }

  @Entity
  static class Child extends Parent {
    String name;
  }

  @Entity
  static class Missing {
    @Id
    @GeneratedValue(generator = "nowhere")
    Long id;
  }

  @Entity
  @SequenceGenerator(name = "g", initialValue = 0, allocationSize = 0)
  @TableGenerator(name = "g", pkColumnName = "key")
  static class Bad {
    @Id
    @GeneratedValue(strategy = GenerationType.TABLE, generator = "g")
    Long id;

    @SequenceGenerator(name = "h")
    Long number;
  }

  @Entity
  static class Text {
    @Id
    @GeneratedValue(generator = "g")
    String id;
  }

  @Entity
  @TableGenerator(name = "other")
  static class Unused {
    @Id @GeneratedValue Long id;
  }
}
