package io.debros.spring.autoconfigure.note;

import io.debros.spring.repository.DebrosRepository;

public interface SignRepository extends DebrosRepository<Sign, String> {}
