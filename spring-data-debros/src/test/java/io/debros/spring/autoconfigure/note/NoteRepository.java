package io.debros.spring.autoconfigure.note;

import io.debros.spring.repository.DebrosRepository;

public interface NoteRepository extends DebrosRepository<Note, String> {}
