package io.debros.jpa.metamodel.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.jpa.metamodel.CallbackEvent;
import io.debros.jpa.metamodel.Callbacks;
import io.debros.jpa.metamodel.Metamodel;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.ExcludeSuperclassListeners;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackReaderTest {

  static class BaseListener {
    @PrePersist
    private void any(Object entity) {
      ((Base) entity).log.add("base listener");
    }
  }

  static class OwnListener extends BaseListener {
    @PrePersist
    void note(Note note) {
      note.log.add("note listener");
    }

    @PrePersist
    void other(OtherNote note) {
      note.log.add("other listener");
    }
  }

  @MappedSuperclass
  @EntityListeners(BaseListener.class)
  static class Base {
    @Id String id;
    transient List<String> log = new ArrayList<>();

    @PrePersist
    private void hidden() {
      log.add("base method");
    }

    @PreUpdate
    void overridden() {
      log.add("base update");
    }

    @PreRemove
    void silenced() {
      log.add("base remove");
    }
  }

  @Entity
  @EntityListeners(OwnListener.class)
  static class Note extends Base {
    @PrePersist
    void own() {
      log.add("own method");
    }

    @Override
    @PreUpdate
    void overridden() {
      log.add("own update");
    }

    @Override
    void silenced() {
      log.add("never");
    }

    @PostLoad
    void fail() throws Exception {
      throw new Exception("on purpose");
    }
  }

  @Entity
  @ExcludeSuperclassListeners
  static class OtherNote extends Base {}

  private final List<Class<?>> made = new ArrayList<>();
  private final Metamodel metamodel =
      MetamodelReader.read(List.of(Note.class, OtherNote.class), this::make);
  private final Callbacks callbacks = metamodel.entity(Note.class).callbacks();
  private final Note note = new Note();

  private Object make(Class<?> type) {
    made.add(type);
    return type == OwnListener.class ? new OwnListener() : new BaseListener();
  }

  @Test
  void order_listenersThenMethods_superclassesFirst() {
    callbacks.fire(CallbackEvent.PRE_PERSIST, note);

    assertThat(note.log)
        .containsExactly(
            "base listener", "base listener", "note listener", "base method", "own method");
  }

  @Test
  void listener_isMadeOnceAtItsFirstUse() {
    assertThat(made).isEmpty();

    callbacks.fire(CallbackEvent.PRE_PERSIST, note);
    callbacks.fire(CallbackEvent.PRE_PERSIST, note);

    assertThat(made).containsExactly(BaseListener.class, OwnListener.class);
  }

  @Test
  void overriddenMethod_isCalledOnceOrNotAtAll() {
    callbacks.fire(CallbackEvent.PRE_UPDATE, note);
    callbacks.fire(CallbackEvent.PRE_REMOVE, note);

    assertThat(note.log).containsExactly("own update");
    assertThat(callbacks.has(CallbackEvent.PRE_REMOVE)).isFalse();
    assertThat(callbacks.has(CallbackEvent.POST_LOAD)).isTrue();
  }

  @Test
  void excludedListeners_areNotCalled() {
    OtherNote other = new OtherNote();

    metamodel.entity(OtherNote.class).callbacks().fire(CallbackEvent.PRE_PERSIST, other);

    assertThat(other.log).containsExactly("base method");
  }

  @Test
  void checkedException_isWrapped() {
    assertThatThrownBy(() -> callbacks.fire(CallbackEvent.POST_LOAD, note))
        .isInstanceOf(PersistenceException.class)
        .hasMessage(
            "Callback failed {class="
                + Note.class.getName()
                + ", method=fail}. See the cause, which the method threw.")
        .hasRootCauseMessage("on purpose");
  }
}
