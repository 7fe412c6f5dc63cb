package com.example.library;

import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.spring.operations.DebrosOperations;
import java.util.List;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
class Shelf implements CommandLineRunner {
  private final BookRepository books;
  private final DebrosOperations operations;

  Shelf(BookRepository books, DebrosOperations operations) {
    this.books = books;
    this.operations = operations;
  }

  @Override
  @Transactional
  public void run(String... titles) {
    if (books.count() == 0) {
      books.save(new Book("Frankenstein", "Mary Shelley"));
      books.save(new Book("Dracula", "Bram Stoker"));
      books.save(new Book("Emma", "Jane Austen"));
      System.out.println("Put three books on the shelf");
    }
    for (String title : titles) {
      books.findByTitle(title).ifPresent(Book::lend);
    }
    for (Book book : books.findByIsLentOrderByTitle(false)) {
      System.out.println("- " + book.getTitle() + " by " + book.getAuthor());
    }
    System.out.println(operations.explain(onTheShelf()));
  }

  private static Query onTheShelf() {
    return Query.of(Book.class)
        .withWhere(new Comparison(Path.of("isLent"), Operator.EQUAL, new Literal(false)))
        .withOrders(List.of(Order.ascending(Path.of("title"))));
  }
}
