package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.IdGeneration;
import io.debros.jpa.metamodel.IndexModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.ValueType;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.UniqueConstraint;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The shapes that entity classes come in. */
class EntityShapesTest {

  @MappedSuperclass
  abstract static class Persistable<K> {
    @Id @GeneratedValue private K id;

    @Column(name = "lbl")
    private String label;

    @Transient
    public boolean isNew() {
      return id == null;
    }
  }

  @MappedSuperclass
  abstract static class Owned<O, K> extends Persistable<K> {
    @ManyToOne private O owner;
  }

  @Entity
  @AttributeOverride(name = "label", column = @Column(name = "title", unique = true))
  static class Document extends Owned<Document, UUID> {
    @Lob String body;

    @Column(name = "\"order\"")
    int order;
  }

  @Test
  void genericSuperclasses_withOverrides_areFlattened() {
    EntityModel model = MetamodelReader.read(List.of(Document.class)).entity("Document");

    assertThat(model.attributes())
        .extracting(AttributeModel::name, AttributeModel::documentKey)
        .containsExactly(
            tuple("id", "id"),
            tuple("label", "title"),
            tuple("owner", "ownerId"),
            tuple("body", "body"),
            tuple("order", "order"));
    assertThat(model.generation()).isEqualTo(IdGeneration.TIME_ORDERED_UUID);
    assertThat(model.attribute("label").unique()).isTrue();
    assertThat(model.attribute("owner").javaType()).isEqualTo(Document.class);
  }

  @MappedSuperclass
  static class NamedProperty {
    protected Object value;

    public Object getValue() {
      return value;
    }

    protected void setValue(Object value) {
      this.value = value;
    }
  }

  @Entity
  static class TextProperty extends NamedProperty {
    private long id;

    @Id
    public long getId() {
      return id;
    }

    private void setId(long id) {
      this.id = id;
    }

    @Override
    @Column(name = "txt")
    public String getValue() {
      return (String) value;
    }

    protected void setValue(String value) {
      this.value = value;
    }
  }

  @Embeddable
  static class Size {
    private int width;

    public int getWidth() {
      return width;
    }

    public void setWidth(int width) {
      this.width = width * 10;
    }
  }

  @Embeddable
  @Access(AccessType.FIELD)
  static class Colour {
    private int rgb;
  }

  @Entity
  static class Shape {
    private Size size;
    private Colour colour;
    private String id;

    @Id
    public String getId() {
      return id;
    }

    public void setId(String id) {
      this.id = id;
    }

    public Size getSize() {
      return size;
    }

    public void setSize(Size size) {
      this.size = size;
    }

    public Colour getColour() {
      return colour;
    }

    public void setColour(Colour colour) {
      this.colour = colour;
    }
  }

  @Test
  void embeddables_takeTheAccessOfTheirEntityUnlessTheySay() {
    EntityModel model = MetamodelReader.read(List.of(Shape.class)).entity("Shape");

    assertThat(model.resolve("size.width").leaf().member().getName()).isEqualTo("getWidth");
    assertThat(model.resolve("colour.rgb").leaf().member().getName()).isEqualTo("rgb");
  }

  static class Flag {}

  @Converter(autoApply = true)
  static class FlagConverter implements AttributeConverter<Flag, Boolean> {
    @Override
    public Boolean convertToDatabaseColumn(Flag flag) {
      return flag != null;
    }

    @Override
    public Flag convertToEntityAttribute(Boolean set) {
      return Boolean.TRUE.equals(set) ? new Flag() : null;
    }
  }

  @Converter(autoApply = true)
  static class YesNo implements AttributeConverter<Boolean, String> {
    @Override
    public String convertToDatabaseColumn(Boolean set) {
      return Boolean.TRUE.equals(set) ? "Y" : "N";
    }

    @Override
    public Boolean convertToEntityAttribute(String text) {
      return "Y".equals(text);
    }
  }

  @Entity
  static class Flagged {
    @Id String id;
    Flag flag;
    Boolean yes;

    @Convert(disableConversion = true)
    Boolean plain;
  }

  @Test
  void converters_applyByTypeUnlessDisabled() {
    EntityModel model =
        MetamodelReader.read(List.of(Flagged.class, FlagConverter.class, YesNo.class))
            .entity("Flagged");

    assertThat(valueType(model, "flag")).isEqualTo(ValueType.BOOLEAN);
    assertThat(valueType(model, "yes")).isEqualTo(ValueType.TEXT);
    assertThat(valueType(model, "plain")).isEqualTo(ValueType.BOOLEAN);
  }

  private static ValueType valueType(EntityModel model, String attribute) {
    return ((Basic) model.attribute(attribute).kind()).type().valueType();
  }

  @Entity
  @Table(
      uniqueConstraints =
          @UniqueConstraint(
              name = "once",
              columnNames = {"ownerId", "name"}))
  @Model(
      scope = Scope.USER,
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "name",
              ranges = {"h", "n", "t"}))
  static class Ranged {
    @Id String id;
    String ownerId;
    String name;
    @OneToOne Ranged twin;
  }

  @Test
  void ranges_haveOneShardMoreThanSplitPoints() {
    EntityModel model = MetamodelReader.read(List.of(Ranged.class)).entity("Ranged");

    assertThat(model.placement().count()).isEqualTo(4);
    assertThat(model.placement().key().name()).isEqualTo("name");
    assertThat(model.owner()).isSameAs(model.attribute("ownerId"));
    assertThat(model.indexes())
        .extracting(IndexModel::name, IndexModel::unique)
        .containsExactly(tuple("once", true), tuple("twin", true));
  }

  @Test
  void overriddenProperty_takesTheSubclass() {
    Metamodel metamodel = MetamodelReader.read(List.of(TextProperty.class));
    AttributeModel value = metamodel.entity("TextProperty").attribute("value");
    TextProperty entity = new TextProperty();

    value.set(entity, "x");

    assertThat(value.javaType()).isEqualTo(String.class);
    assertThat(value.documentKey()).isEqualTo("txt");
    assertThat(value.get(entity)).isEqualTo("x");
  }
}
