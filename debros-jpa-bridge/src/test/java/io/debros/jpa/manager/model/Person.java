package io.debros.jpa.manager.model;

import io.debros.jpa.annotation.Model;
import io.debros.jpa.annotation.Sharding;
import io.debros.jpa.annotation.Strategy;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Every kind of attribute that is no association. */
@Entity
@Model(sharding = @Sharding(strategy = Strategy.HASH, count = 4))
public class Person {
  @Id @GeneratedValue public String id;
  @Version public long version;

  @Column(unique = true, nullable = false)
  public String username;

  public boolean isActive;
  public Integer age;
  public double score;

  @Column(name = "born_on")
  public LocalDate birthday;

  public Instant seenAt;
  public UUID token;
  public byte[] picture;

  @Enumerated(EnumType.STRING)
  public Role role;

  @Embedded public Address address;
  @Embedded public Money salary;
  @ElementCollection public List<String> tags = new ArrayList<>();
  @ElementCollection public Set<Integer> numbers = new LinkedHashSet<>();
  @ElementCollection public Map<String, String> notes = new LinkedHashMap<>();

  @Column(length = 5)
  public String code;

  @Column(updatable = false)
  public String origin;

  @Transient public String scratch;

  public static Person named(String username) {
    Person person = new Person();
    person.username = username;
    return person;
  }
}
