package io.debros.jpa.query.plan;

import io.debros.jpa.document.Document;
import io.debros.jpa.document.SortDomain;
import io.debros.jpa.metamodel.AttributeKind.Basic;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.PropertyPath;
import io.debros.jpa.metamodel.ValueType;
import io.debros.jpa.query.model.Order.TextCase;
import io.debros.jpa.shard.SortDomains;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a row: in its own document, or in that of an entity that the document refers to.
 * Immutable.
 *
 * @param entity whose rows have it
 * @param name the path as the query's author knows it
 * @param attribute the last attribute of the part in the row's own document
 * @param documentPath keys to that attribute
 * @param domain how its values sort
 * @param textCase whether the case of text matters
 * @param next what is read of the entity that the value refers to; null if this is the value itself
 */
public record Field(
    EntityModel entity,
    String name,
    AttributeModel attribute,
    List<String> documentPath,
    SortDomain domain,
    TextCase textCase,
    @Nullable Field next) {
  public Field {
    documentPath = List.copyOf(documentPath);
  }

  /** The field at the end of a path. */
  static Field of(EntityModel entity, PropertyPath path) {
    PropertyPath direct = path.withoutForeignId();
    PropertyPath head = direct.head();
    AttributeModel attribute = head.leaf();
    Field next =
        direct.crossesAssociation() ? of(Associations.target(attribute), direct.tail()) : null;
    return new Field(
        entity,
        path.dotted(),
        attribute,
        head.documentPath(),
        SortDomains.of(attribute),
        TextCase.SENSITIVE,
        next);
  }

  /** This field, but text without regard to case. */
  Field ignoringCase() {
    return new Field(
        entity,
        name,
        attribute,
        documentPath,
        domain,
        TextCase.IGNORED,
        next == null ? null : next.ignoringCase());
  }

  /** The field of the row's own document from which {@link #next} is reached. */
  Field reference() {
    return new Field(entity, name, attribute, documentPath, domain, TextCase.SENSITIVE, null);
  }

  /** Whether the row's key is its value, so that rows sorted by key are sorted by it. */
  public boolean isKey() {
    return next == null
        && textCase == TextCase.SENSITIVE
        && documentPath.size() == 1
        && attribute.isId()
        && attribute.kind() instanceof Basic basic
        && isKeyText(basic.type().valueType());
  }

  /** Whether two fields are the same column of an index. */
  boolean isSameColumn(Field other) {
    return next == null
        && other.next == null
        && textCase == other.textCase
        && documentPath.equals(other.documentPath);
  }

  /** The value in the row's own document as it compares; {@link #next} is not followed. */
  public @Nullable Object local(Document row) {
    return isKey() ? row.key() : sortable(row.at(documentPath));
  }

  /** A stored value as it compares. */
  public @Nullable Object sortable(@Nullable Object plain) {
    Object value = domain.sortable(plain);
    return textCase == TextCase.IGNORED && value instanceof String text ? folded(text) : value;
  }

  /**
   * Text in the one case that stands for both. Lower case is taken character by character, because
   * Java's makes the form of a sigma depend on what follows.
   */
  public static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.toUpperCase(Locale.ROOT)
        .codePoints()
        .forEach(point -> folded.appendCodePoint(Character.toLowerCase(point)));
    return folded.toString();
  }

  /** What the keys of an index are made of. */
  String fingerprint() {
    return (isKey() ? "_id" : String.join("/", documentPath)) + ":" + domain + ":" + textCase;
  }

  /** The path; {@code lower(path)} if case does not matter. */
  @Override
  public String toString() {
    return textCase == TextCase.IGNORED ? "lower(" + name + ")" : name;
  }

  private static boolean isKeyText(ValueType type) {
    return type == ValueType.TEXT || type == ValueType.UUID;
  }
}
