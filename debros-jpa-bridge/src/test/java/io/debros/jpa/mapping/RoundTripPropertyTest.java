package io.debros.jpa.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.Metamodel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import io.debros.store.testing.Property;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Hydrating what was dehydrated gives the same values, and the same document again. */
class RoundTripPropertyTest {
  private static final int TRIES = 500;
  private static final int MAX_SIZE = 4;

  @Embeddable
  record Pair(Double left, Float right) {}

  @Entity
  static class Thing {
    @Id UUID id;
    long count;
    double weight;
    String text;
    BigDecimal price;
    Instant moment;
    LocalDateTime local;
    Duration length;
    byte[] bytes;
    Pair pair;
    @ElementCollection List<BigInteger> numbers;
    @ElementCollection Set<String> words;
    @ElementCollection Map<Long, Pair> pairs;
  }

  private final Metamodel metamodel = MetamodelReader.read(List.of(Thing.class));
  private final EntityModel model = metamodel.entity(Thing.class);
  private final DocumentMapper mapper = new DocumentMapper(metamodel);

  @Test
  void hydrate_dehydrated_isTheSame() {
    Property.check(TRIES, this::roundTrip);
  }

  private void roundTrip(RandomGenerator random) {
    Thing thing = thing(random);
    Map<String, Object> document = mapper.dehydrate(model, thing);

    Thing read = new Thing();
    mapper.hydrate(model, read, Document.of(thing.id.toString(), document), new FakeResolver());

    assertThat(read)
        .usingRecursiveComparison()
        .ignoringCollectionOrderInFields("words")
        .isEqualTo(thing);
    assertThat(mapper.dehydrate(model, read)).usingRecursiveComparison().isEqualTo(document);
  }

  private static Thing thing(RandomGenerator random) {
    Thing thing = new Thing();
    thing.id = new UUID(random.nextLong(), random.nextLong());
    thing.count = random.nextLong();
    thing.weight = fraction(random);
    thing.text = maybe(random, () -> text(random));
    thing.price = maybe(random, () -> new BigDecimal(integer(random), random.nextInt(-9, 30)));
    thing.moment = maybe(random, () -> moment(random));
    thing.local = maybe(random, () -> LocalDateTime.ofInstant(moment(random), ZoneOffset.UTC));
    thing.length = maybe(random, () -> Duration.ofSeconds(random.nextInt(), random.nextInt()));
    thing.bytes = maybe(random, () -> integer(random).toByteArray());
    thing.pair = maybe(random, () -> pair(random));
    thing.numbers = some(random, () -> integer(random)).toList();
    thing.words = new LinkedHashSet<>(some(random, () -> text(random)).toList());
    thing.pairs = new LinkedHashMap<>();
    some(random, () -> pair(random)).forEach(pair -> thing.pairs.put(random.nextLong(), pair));
    return normal(thing);
  }

  /** Powers of ten are written out, so the scale is not negative when read. */
  private static Thing normal(Thing thing) {
    if (thing.price != null && thing.price.scale() < 0) {
      thing.price = thing.price.setScale(0);
    }
    return thing;
  }

  private static <T> T maybe(RandomGenerator random, Supplier<T> value) {
    return random.nextInt(MAX_SIZE) == 0 ? null : value.get();
  }

  private static <T> Stream<T> some(RandomGenerator random, Supplier<T> value) {
    return Stream.generate(value).limit(random.nextInt(MAX_SIZE));
  }

  private static Pair pair(RandomGenerator random) {
    return new Pair(
        maybe(random, () -> fraction(random)), maybe(random, () -> random.nextFloat(-9, 9)));
  }

  private static double fraction(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextDouble();
      default -> random.nextLong() * 0x1p10;
    };
  }

  private static BigInteger integer(RandomGenerator random) {
    return BigInteger.valueOf(random.nextLong()).multiply(BigInteger.valueOf(random.nextLong()));
  }

  private static Instant moment(RandomGenerator random) {
    Instant second = Instant.ofEpochSecond(random.nextInt());
    return random.nextBoolean()
        ? second.plusMillis(random.nextInt(1000))
        : second.plusNanos(random.nextInt(1_000_000_000));
  }

  /** Any code points but surrogates; not beginning with a byte order mark. */
  private static String text(RandomGenerator random) {
    return random
        .ints(random.nextInt(MAX_SIZE * 2), 0, Character.MAX_CODE_POINT + 1)
        .filter(point -> Character.getType(point) != Character.SURROGATE && point != 0xFEFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
