package io.debros.jpa.mapping;

import io.debros.jpa.document.PlainOrder;
import io.debros.jpa.metamodel.AttributeKind.ElementCollection;
import io.debros.jpa.metamodel.AttributeKind.Embedded;
import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.BasicType;
import io.debros.jpa.metamodel.CollectionKind;
import io.debros.jpa.metamodel.ColumnRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Element collections: a list or a map. No collection and an empty one are the same. */
final class CollectionCodecs {
  private CollectionCodecs() {}

  static AttributeCodec of(AttributeModel attribute) {
    ElementCollection kind = (ElementCollection) attribute.kind();
    AttributeCodec element =
        kind.element() instanceof Embedded embedded
            ? new EmbeddedCodec(embedded.model())
            : new SingleCodec(ValueCodec.of(attribute));
    Elements elements = new Elements(element, attribute.rules());
    BasicType key = kind.mapKey();
    return key == null
        ? new Listed(elements, kind.collection() == CollectionKind.SET)
        : new Mapped(elements, ValueCodec.of(attribute + " key", key));
  }

  /** The elements of a collection, each on its own. */
  private record Elements(AttributeCodec codec, ColumnRules rules) {
    @Nullable Object toDocument(@Nullable Object element, String place) {
      if (element == null && !rules.nullable()) {
        throw Encoding.refused("a null element", "Remove it, or allow nulls in @Column").in(place);
      }
      try {
        return codec.toDocument(element);
      } catch (ValueException e) {
        throw e.in(place);
      }
    }

    @Nullable Object fromDocument(
        @Nullable Object plain, String place, ReferenceResolver resolver) {
      try {
        return codec.fromDocument(plain, resolver);
      } catch (ValueException e) {
        throw e.in(place);
      }
    }
  }

  /** Lists and sets; sets are sorted, so that equal ones have one form on every node. */
  private record Listed(Elements elements, boolean isSet) implements AttributeCodec {
    @Override
    public Object toDocument(@Nullable Object value) {
      List<@Nullable Object> plain = new ArrayList<>();
      if (value instanceof Collection<?> collection) {
        for (Object element : collection) {
          plain.add(elements.toDocument(element, String.valueOf(plain.size())));
        }
      }
      if (isSet) {
        plain.sort(PlainOrder.ORDER);
      }
      return plain;
    }

    @Override
    public Object fromDocument(@Nullable Object plain, ReferenceResolver resolver) {
      Collection<@Nullable Object> values = empty();
      if (plain == null) {
        return values;
      }
      if (!(plain instanceof List<?> list)) {
        throw Encoding.mismatch("a list", plain);
      }
      int index = 0;
      for (Object element : list) {
        values.add(elements.fromDocument(element, String.valueOf(index++), resolver));
      }
      return values;
    }

    @Override
    public Object copy(@Nullable Object value) {
      Collection<@Nullable Object> copies = empty();
      if (value instanceof Collection<?> collection) {
        collection.forEach(element -> copies.add(elements.codec().copy(element)));
      }
      return copies;
    }

    private Collection<@Nullable Object> empty() {
      return isSet ? new LinkedHashSet<>() : new ArrayList<>();
    }
  }

  /** Maps; a key is text in a document, whatever its type. */
  private record Mapped(Elements elements, ValueCodec keys) implements AttributeCodec {
    @Override
    public Object toDocument(@Nullable Object value) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      if (value instanceof Map<?, ?> map) {
        map.forEach(
            (key, element) -> {
              String text = KeyText.print(keys, key);
              plain.put(text, elements.toDocument(element, text));
            });
      }
      return plain;
    }

    @Override
    public Object fromDocument(@Nullable Object plain, ReferenceResolver resolver) {
      Map<Object, @Nullable Object> values = new LinkedHashMap<>();
      if (plain == null) {
        return values;
      }
      if (!(plain instanceof Map<?, ?> map)) {
        throw Encoding.mismatch("a map", plain);
      }
      map.forEach(
          (key, element) -> {
            String text = (String) key;
            values.put(KeyText.parse(keys, text), elements.fromDocument(element, text, resolver));
          });
      return values;
    }

    @Override
    public Object copy(@Nullable Object value) {
      Map<Object, @Nullable Object> copies = new LinkedHashMap<>();
      if (value instanceof Map<?, ?> map) {
        map.forEach((key, element) -> copies.put(key, elements.codec().copy(element)));
      }
      return copies;
    }
  }
}
