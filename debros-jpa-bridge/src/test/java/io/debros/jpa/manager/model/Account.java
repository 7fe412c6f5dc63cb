package io.debros.jpa.manager.model;

import io.debros.jpa.annotation.Counter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** A versioned row. */
@Entity
public class Account {
  @Id public String id;
  @Version public long version;
  public String name;
  public String city;
  @Counter public int visits;

  public static Account of(String id, String name) {
    Account account = new Account();
    account.id = id;
    account.name = name;
    return account;
  }
}
