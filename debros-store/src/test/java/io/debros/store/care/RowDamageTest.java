package io.debros.store.care;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.care.RowDamage.Kind;
import io.debros.store.manifest.Address;
import io.debros.store.progress.Progress;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Space;
import io.debros.store.testing.Property;
import io.debros.store.testing.Sample;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Any single row of a storage may be damaged by a bug or by memory that decays. */
class RowDamageTest {
  private static final MemoryStorage STORAGE = new MemoryStorage();
  private static DebrosNode node;

  @BeforeAll
  static void open() {
    node = DebrosNode.open(NodeSettings.inMemory(), STORAGE);
    Sample.first(node);
    Sample.second(node);
    Sample.last(node);
  }

  @AfterAll
  static void close() {
    node.close();
  }

  @Test
  void verify_anyRowDamaged_namesIt() {
    Property.check(Integer.getInteger("debros.damages", 10), this::isNamed);
  }

  private void isNamed(RandomGenerator random) {
    for (Space space : RowDamage.SPACES) {
      RowDamage damage = RowDamage.of(STORAGE, space, random);
      damage.damage(STORAGE);
      try {
        VerifyReport report = node.care().verify(VerifyOptions.defaults(), Progress.NONE);

        if (!isHarmless(damage)) {
          assertThat(report.isClean()).as(damage.toString()).isFalse();
        }
      } finally {
        damage.undo(STORAGE);
      }
    }
  }

  /** What nothing that anybody reads or derives depends on. */
  private static boolean isHarmless(RowDamage damage) {
    return switch (damage.space().name()) {
      case "blocks" ->
          damage.isSameBlockUnderAnotherCodec()
              ? damage.kind() == Kind.ADDED || isOfTheDropped(damage)
              : damage.kind() == Kind.DELETED && isOfTheDropped(damage);
      case "indexed-heads" -> damage.before().length == 0 && damage.kind() != Kind.KEY_CHANGED;
      case "catalogue" -> damage.isOfKey("n") && damage.kind() == Kind.VALUE_CHANGED;
      default -> false;
    };
  }

  /** Blocks of a dropped database stay; nobody needs them. */
  private static boolean isOfTheDropped(RowDamage damage) {
    Address dropped = Sample.open(node).get("dropped").address();
    return new String(damage.before(), UTF_8).contains(dropped.toString());
  }
}
