package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.debros.jpa.annotation.Counter;
import io.debros.jpa.annotation.CrdtSet;
import io.debros.jpa.annotation.InvalidModelException;
import io.debros.jpa.annotation.Merge;
import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Owner;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can add up, and what is refused by entity and attribute. */
class MergeCheckTest {
  @Entity
  static class Good {
    @Id String id;
    @Counter byte tiny;
    @Counter Short small;
    @Counter int plain;

    @Counter
    @Column(name = "n")
    Long large;

    @CrdtSet @ElementCollection Set<String> texts;
    @CrdtSet @ElementCollection Set<Integer> numbers;
    long notCounted;
  }

  @Test
  void read_countersAndSets_knowsTheirKeys() {
    EntityModel model = MetamodelReader.read(List.of(Good.class)).entities().iterator().next();

    assertThat(model.keysThatAddUp())
        .containsExactlyInAnyOrder("tiny", "small", "plain", "n", "texts", "numbers");
    assertThat(model.attributes())
        .filteredOn(AttributeModel::isCounter)
        .extracting(AttributeModel::name)
        .containsExactly("tiny", "small", "plain", "large");
    assertThat(model.placement().merge()).isEqualTo(Merge.ATTRIBUTE);
  }

  @Entity
  static class WrongTypes {
    @Id @Counter long id;
    @Version @Counter long version;
    @Counter String text;
    @Counter BigInteger big;
    @Counter double real;
    @CrdtSet @ElementCollection List<String> list;
    @CrdtSet @ElementCollection Set<byte[]> arrays;
    @CrdtSet @ElementCollection Set<Part> parts;
  }

  @Embeddable
  static class Part {
    String name;
  }

  @Test
  void read_typesThatCannotAddUp_areAllListed() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> MetamodelReader.read(List.of(WrongTypes.class)))
        .withMessageContaining(
            "Id or version is a counter {entity=WrongTypes, attribute=id}. Remove @Counter")
        .withMessageContaining(
            "Id or version is a counter {entity=WrongTypes, attribute=version}. Remove @Counter")
        .withMessageContaining(
            "Type cannot be a counter {entity=WrongTypes, attribute=text, type=java.lang.String}."
                + " Use long, int, short or byte, without a converter")
        .withMessageContaining("attribute=big, type=java.math.BigInteger}")
        .withMessageContaining("attribute=real, type=double}")
        .withMessageContaining(
            "Type cannot be a merged set {entity=WrongTypes, attribute=list, type=java.util.List}."
                + " Use a Set of single values, no arrays")
        .withMessageContaining("attribute=arrays, type=java.util.Set}")
        .withMessageContaining("attribute=parts, type=java.util.Set}");
  }

  @Entity
  @Model(scope = Scope.USER, merge = Merge.DOCUMENT)
  static class WrongPlaces {
    @Id String id;
    @Owner @Counter long owner;

    @Counter
    @Column(unique = true, updatable = false)
    long unique;

    @CrdtSet @ElementCollection Set<String> set;
    @Embedded Counted embedded;
  }

  @Embeddable
  static class Counted {
    @Counter long inside;
  }

  @Test
  void read_placesWhereNothingCanAddUp_areAllListed() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> MetamodelReader.read(List.of(WrongPlaces.class)))
        .withMessageContaining(
            "Owner or shard key adds up {entity=WrongPlaces, attribute=owner}. Remove the"
                + " annotation: they never change")
        .withMessageContaining(
            "Annotation element is not supported {entity=WrongPlaces, attribute=unique,"
                + " element=@Counter(with unique, insertable or updatable)}.")
        .withMessageContaining(
            "Annotation element is not supported {entity=WrongPlaces, attribute=set,"
                + " element=@CrdtSet(with @Model(merge = DOCUMENT))}. Remove it, or merge by"
                + " attribute")
        .withMessageContaining(
            "Counter or merged set lies in an embeddable {entity=WrongPlaces,"
                + " attribute=embedded.inside}. Move it to the entity");
  }

  @Entity
  static class Elsewhere {
    @Id String id;
    @CrdtSet Set<String> noCollection;
  }

  @Test
  void read_setWithoutElementCollection_isRefused() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> MetamodelReader.read(List.of(Elsewhere.class)))
        .withMessageContaining("entity=Elsewhere, attribute=noCollection");
  }
}
