package io.debros.it.acceptance.unsupported;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import java.util.List;
import java.util.Optional;

@Entity
class Tagged {
  @Id String id;
  @ManyToMany List<Tagged> others;
  Optional<String> maybe;
}
