package com.example.library;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

@Entity
public class Book {
  @Id @GeneratedValue private String id;

  @Column(unique = true)
  private String title;

  private String author;
  private boolean isLent;

  @Version private int version;

  protected Book() {}

  public Book(String title, String author) {
    this.title = title;
    this.author = author;
  }

  public String getTitle() {
    return title;
  }

  public String getAuthor() {
    return author;
  }

  public void lend() {
    isLent = true;
  }
}
