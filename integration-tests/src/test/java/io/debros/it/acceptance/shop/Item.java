package io.debros.it.acceptance.shop;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** Something for sale, with an id of its own. */
@Entity
@Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4, key = "id"))
public class Item {
  @Id private String id = "";
  private @Nullable String name;
  private int stock;
  private boolean listed;
  @Version private @Nullable Integer version;

  protected Item() {}

  public Item(String id, String name, int stock) {
    this.id = id;
    this.name = name;
    this.stock = stock;
    this.listed = true;
  }

  public String getId() {
    return id;
  }

  public @Nullable String getName() {
    return name;
  }

  public int getStock() {
    return stock;
  }

  public void setStock(int stock) {
    this.stock = stock;
  }

  public boolean isListed() {
    return listed;
  }

  public @Nullable Integer getVersion() {
    return version;
  }
}
