package io.debros.jpa.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.metamodel.AttributeModel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
  private static final Instant MILLIS = Instant.parse("2026-11-22T10:00:00.123Z");

  private final Versions versions = new Versions(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void first_numbers_isZero() {
    assertThat(versions.first(version(IntVersion.class))).isEqualTo(0);
    assertThat(versions.first(version(LongVersion.class))).isEqualTo(0L);
    assertThat(versions.first(version(ShortVersion.class))).isEqualTo((short) 0);
  }

  @Test
  void first_times_isNowInMilliseconds() {
    assertThat(versions.first(version(InstantVersion.class))).isEqualTo(MILLIS);
    assertThat(versions.first(version(TimestampVersion.class))).isEqualTo(Timestamp.from(MILLIS));
    assertThat(versions.first(version(LocalVersion.class)))
        .isEqualTo(LocalDateTime.ofInstant(MILLIS, ZoneOffset.UTC));
  }

  @Test
  void unwritten_anyType_isTheSameAtEveryRead() {
    assertThat(versions.unwritten(version(IntVersion.class))).isEqualTo(0);
    assertThat(versions.unwritten(version(InstantVersion.class))).isEqualTo(Instant.EPOCH);
  }

  @Test
  void next_number_isOneMore() {
    assertThat(versions.next(version(IntVersion.class), 4)).isEqualTo(5);
    assertThat(versions.next(version(LongVersion.class), null)).isEqualTo(0L);
  }

  @Test
  void next_timeThatIsNotPast_stillGrows() {
    assertThat(versions.next(version(InstantVersion.class), MILLIS))
        .isEqualTo(MILLIS.plusMillis(1));
    assertThat(versions.next(version(InstantVersion.class), MILLIS.minusSeconds(1)))
        .isEqualTo(MILLIS);
  }

  private static AttributeModel version(Class<?> type) {
    return MetamodelReader.read(List.of(type)).entity(type).version();
  }

  @Entity
  static class IntVersion {
    @Id String id;
    @Version int version;
  }

  @Entity
  static class LongVersion {
    @Id String id;
    @Version Long version;
  }

  @Entity
  static class ShortVersion {
    @Id String id;
    @Version short version;
  }

  @Entity
  static class InstantVersion {
    @Id String id;
    @Version Instant version;
  }

  @Entity
  static class TimestampVersion {
    @Id String id;
    @Version Timestamp version;
  }

  @Entity
  static class LocalVersion {
    @Id String id;
    @Version LocalDateTime version;
  }
}
