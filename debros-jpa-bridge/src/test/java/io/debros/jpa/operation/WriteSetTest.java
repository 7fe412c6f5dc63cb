package io.debros.jpa.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.manager.model.Note;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.metamodel.reader.MetamodelReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriteSetTest {
  private static final EntityModel NOTE =
      MetamodelReader.read(List.of(Note.class)).entity(Note.class);
  private static final Row ROW = Row.of(NOTE, "1", Map.of("id", "1"));

  private final WriteSet writes = new WriteSet();

  @Test
  void add_insertThenUpdate_isAnInsertOfTheLastValues() {
    writes.add(new InsertEntity(ROW, Map.of("text", "a")));
    writes.add(new UpdateEntity(ROW, Map.of("text", "b"), Set.of("text"), Map.of(), null));

    assertThat(writes.operations()).containsExactly(new InsertEntity(ROW, Map.of("text", "b")));
  }

  @Test
  void add_insertThenDelete_isNothing() {
    writes.add(new InsertEntity(ROW, Map.of("text", "a")));
    writes.add(new DeleteEntity(ROW, null));

    assertThat(writes.isEmpty()).isTrue();
  }

  @Test
  void add_twoUpdates_gathersKeysAndKeepsTheFirstExpectedVersion() {
    writes.add(new UpdateEntity(ROW, Map.of("text", "a"), Set.of("text"), Map.of(), 1L));
    writes.add(new UpdateEntity(ROW, Map.of("other", "b"), Set.of("other"), Map.of(), 2L));

    assertThat(writes.find(NOTE, "1"))
        .isEqualTo(
            new UpdateEntity(ROW, Map.of("other", "b"), Set.of("text", "other"), Map.of(), 1L));
  }

  @Test
  void add_updateThenDelete_deletesTheExpectedVersion() {
    writes.add(new UpdateEntity(ROW, Map.of("text", "a"), Set.of("text"), Map.of(), 1L));
    writes.add(new DeleteEntity(ROW, 2L));

    assertThat(writes.operations()).containsExactly(new DeleteEntity(ROW, 1L));
  }

  @Test
  void add_deleteThenInsert_isAnUpdateOfEverything() {
    writes.add(new DeleteEntity(ROW, 1L));
    writes.add(new InsertEntity(ROW, Map.of("text", "a", "other", "b")));

    assertThat(writes.operations())
        .containsExactly(
            new UpdateEntity(
                ROW, Map.of("text", "a", "other", "b"), Set.of("text", "other"), Map.of(), 1L));
  }

  @Test
  void add_checkThenUpdate_isTheUpdate() {
    UpdateEntity update = new UpdateEntity(ROW, Map.of("text", "a"), Set.of("text"), Map.of(), 1L);
    writes.add(new CheckEntity(ROW, 1L));
    writes.add(update);
    writes.add(new CheckEntity(ROW, 2L));

    assertThat(writes.operations()).containsExactly(update);
  }

  @Test
  void add_impossibleSequence_isOurBug() {
    writes.add(new InsertEntity(ROW, Map.of()));

    assertThatIllegalStateException()
        .isThrownBy(() -> writes.add(new InsertEntity(ROW, Map.of())))
        .withMessageContaining("Note");
  }

  @Test
  void add_removedRowComesBackElsewhere_isRefused() {
    Row elsewhere = new Row(NOTE, "1", Map.of("id", "2"));
    writes.add(new DeleteEntity(ROW, null));

    assertThatIllegalStateException()
        .isThrownBy(() -> writes.add(new InsertEntity(elsewhere, Map.of())))
        .withMessageContaining("{entity=Note, id=1}. Commit the removal first");
  }

  @Test
  void operations_severalRows_areInTheOrderOfTheirFirst() {
    Row other = Row.of(NOTE, "2", Map.of("id", "2"));
    writes.add(new DeleteEntity(other, null));
    writes.add(new UpdateEntity(ROW, Map.of(), Set.of(), Map.of(), null));
    writes.clear();
    writes.add(new UpdateEntity(ROW, Map.of(), Set.of(), Map.of(), null));
    writes.add(new DeleteEntity(other, null));
    writes.add(new DeleteEntity(ROW, null));

    assertThat(writes.operations())
        .extracting(operation -> operation.row().id())
        .containsExactly("1", "2");
  }
}
