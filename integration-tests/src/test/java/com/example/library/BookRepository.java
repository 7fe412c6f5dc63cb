package com.example.library;

import io.debros.spring.repository.DebrosRepository;
import java.util.List;
import java.util.Optional;

public interface BookRepository extends DebrosRepository<Book, String> {
  List<Book> findByIsLentOrderByTitle(boolean lent);

  Optional<Book> findByTitle(String title);
}
