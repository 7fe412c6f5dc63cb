package io.debros.spring.autoconfigure.note;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.PrePersist;
import org.jspecify.annotations.Nullable;

@Entity
@EntityListeners(Note.Stamping.class)
public class Note {
  @Id @GeneratedValue @Nullable String id;

  @Convert(converter = Brackets.class)
  public Title title = new Title("");

  protected Note() {}

  public Note(Title title) {
    this.title = title;
  }

  public record Title(String text) {}

  /** A bean that listener and converter need. */
  public record Stamp(String text) {}

  static class Stamping {
    private final Stamp stamp;

    Stamping(Stamp stamp) {
      this.stamp = stamp;
    }

    @PrePersist
    void stamp(Note note) {
      note.title = new Title("<" + note.title.text() + "> " + stamp.text());
    }
  }

  static class Brackets implements AttributeConverter<Title, String> {
    private final Stamp stamp;

    Brackets(Stamp stamp) {
      this.stamp = stamp;
    }

    @Override
    public String convertToDatabaseColumn(Title title) {
      return stamp.text() + ":" + title.text();
    }

    @Override
    public Title convertToEntityAttribute(String text) {
      return new Title(text.substring(stamp.text().length() + 1));
    }
  }
}
