package io.debros.jpa.query.exec;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Scope;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import io.debros.jpa.document.Document;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One kind of row in every placement, and random rows with nulls and foreign values. */
final class Things {
  static final List<Class<?>> KINDS =
      List.of(Plain.class, Hashed.class, Keyed.class, Ranged.class, Owned.class);
  static final List<String> OWNERS = List.of("ada", "bob", "cy d");
  static final List<String> TEXTS = List.of("", "a", "A", "ab", "b", "Bä", "bä", "\ud83d\ude00");
  static final List<String> TAGS = List.of("x", "y", "z");
  static final int TARGETS = 5;

  private Things() {}

  @Embeddable
  static class Inner {
    String a;
    Integer b;
  }

  @Entity
  static class Target {
    @Id String id;
    String name;
  }

  @MappedSuperclass
  static class Thing {
    @Id String id;
    String ownerId;
    int part;
    String text;
    Integer number;
    double real;
    BigDecimal decimal;
    Boolean flag;
    Instant moment;
    @Embedded Inner inner;
    @ElementCollection List<String> tags = new ArrayList<>();
    @ManyToOne Target target;
  }

  @Entity
  @Table(
      indexes = {
        @Index(columnList = "text"),
        @Index(columnList = "flag, number desc"),
        @Index(columnList = "moment desc")
      })
  static class Plain extends Thing {}

  @Entity
  @Table(indexes = {@Index(columnList = "number, text"), @Index(columnList = "decimal")})
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4))
  static class Hashed extends Thing {}

  @Entity
  @Table(indexes = {@Index(columnList = "part, text desc"), @Index(columnList = "real")})
  @Model(sharding = @Sharding(strategy = Strategy.HASH, count = 3, key = "part"))
  static class Keyed extends Thing {}

  @Entity
  @Table(indexes = {@Index(columnList = "ownerId, number"), @Index(columnList = "flag")})
  @Model(
      sharding =
          @Sharding(
              strategy = Strategy.RANGE,
              key = "part",
              ranges = {"2", "4"}))
  static class Ranged extends Thing {}

  @Entity
  @Table(indexes = {@Index(columnList = "number desc, text"), @Index(columnList = "text")})
  @Model(scope = Scope.USER, sharding = @Sharding(strategy = Strategy.USER, count = 2))
  static class Owned extends Thing {}

  static Document target(int number) {
    Map<String, Object> values = new HashMap<>();
    values.put("id", "t" + number);
    values.put("name", number == 0 ? null : TEXTS.get(number));
    return Document.of("t" + number, values);
  }

  static Document row(RandomGenerator random, String id) {
    Map<String, Object> values = new HashMap<>();
    values.put("id", id);
    values.put("ownerId", pick(random, OWNERS));
    values.put("part", (long) random.nextInt(6));
    put(values, random, "text", pick(random, TEXTS));
    put(values, random, "number", (long) random.nextInt(5) - 2);
    put(values, random, "real", random.nextBoolean() ? random.nextInt(3) / 2.0 : 1L);
    put(values, random, "decimal", decimal(random));
    put(values, random, "flag", random.nextBoolean());
    put(values, random, "moment", moment(random));
    put(values, random, "tags", tags(random));
    put(values, random, "targetId", "t" + random.nextInt(TARGETS + 1)); // the last is missing
    Map<String, Object> inner = new HashMap<>();
    put(inner, random, "a", pick(random, TEXTS));
    put(inner, random, "b", (long) random.nextInt(3));
    put(values, random, "inner", inner);
    return Document.of(id, values);
  }

  static <T> T pick(RandomGenerator random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  static String decimal(RandomGenerator random) {
    return new BigDecimal(random.nextInt(30) - 10).movePointLeft(1).toPlainString();
  }

  /** A value, null, a value of a foreign type, or nothing. */
  private static void put(
      Map<String, Object> values, RandomGenerator random, String key, @Nullable Object value) {
    switch (random.nextInt(12)) {
      case 0 -> values.put(key, null);
      case 1 -> values.put(key, random.nextBoolean() ? "foreign" : (Object) 1L);
      case 2 -> {}
      default -> values.put(key, value);
    }
  }

  private static Object moment(RandomGenerator random) {
    long millis = random.nextInt(4);
    return random.nextBoolean() ? millis : Instant.ofEpochMilli(millis).plusNanos(7).toString();
  }

  private static List<String> tags(RandomGenerator random) {
    List<String> tags = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      tags.add(pick(random, TAGS));
    }
    return tags;
  }
}
