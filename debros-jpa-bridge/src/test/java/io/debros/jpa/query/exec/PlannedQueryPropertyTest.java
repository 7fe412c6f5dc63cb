package io.debros.jpa.query.exec;

import static io.debros.store.testing.Property.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.debros.jpa.document.Document;
import io.debros.jpa.metamodel.EntityModel;
import io.debros.jpa.query.QueryFixture;
import io.debros.jpa.query.exec.Things.Hashed;
import io.debros.jpa.query.exec.Things.Keyed;
import io.debros.jpa.query.exec.Things.Owned;
import io.debros.jpa.query.exec.Things.Plain;
import io.debros.jpa.query.exec.Things.Ranged;
import io.debros.jpa.query.exec.Things.Target;
import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.plan.Plan;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A planned query finds what looking at every row finds, in the same order. */
class PlannedQueryPropertyTest {
  private static final int TRIES = 40;
  private static final int QUERIES = 60;

  @Test
  void run_anyQueryOnAnyPlacement_equalsNaiveScan() {
    check(TRIES, random -> new Try(random).run());
  }

  /** Random rows in one placement, some of them changed but not committed, and queries on them. */
  private static final class Try {
    private final RandomGenerator random;
    private final Class<?> entity;
    private final Map<String, Document> committed = new LinkedHashMap<>();
    private final Map<String, Document> targets = new LinkedHashMap<>();

    Try(RandomGenerator random) {
      this.random = random;
      this.entity = Things.pick(random, Things.KINDS);
    }

    void run() {
      try (QueryFixture fixture =
          new QueryFixture(
              Plain.class, Hashed.class, Keyed.class, Ranged.class, Owned.class, Target.class)) {
        fill(fixture);
        Changes changes = changes();
        EntityModel model = fixture.model(entity);
        NaiveScan naive = new NaiveScan(model, fixture.model(Target.class), targets);
        RandomQueries queries = new RandomQueries(random);
        for (int done = 0; done < QUERIES; done++) {
          Query query = queries.query(entity);
          Overlay overlay = random.nextBoolean() ? Overlay.NONE : changes;
          List<Document> rows = rows(overlay == changes ? changes : Changes.NONE);
          assertSame(fixture, query, overlay, naive, rows);
          if (random.nextInt(4) == 0) {
            fixture.planner().declare(query);
            assertSame(fixture, query, overlay, naive, rows);
          }
        }
      }
    }

    private void assertSame(
        QueryFixture fixture, Query query, Overlay overlay, NaiveScan naive, List<Document> rows) {
      Plan plan = fixture.planner().plan(query);
      int matching = naive.matching(query, rows).size();

      assertThat(fixture.keys(plan, overlay))
          .as("%s%n%s", query, plan.explain())
          .isEqualTo(naive.keys(query, rows));
      assertThat(fixture.executor().count(plan, overlay))
          .as("count of %s%n%s", query, plan.explain())
          .isEqualTo(matching);
      assertThat(fixture.executor().exists(plan, overlay))
          .as("existence of %s", query)
          .isEqualTo(matching > 0);
    }

    private void fill(QueryFixture fixture) {
      for (int number = 0; number < Things.TARGETS; number++) {
        targets.put("t" + number, Things.target(number));
      }
      fixture.put(Target.class, targets.values());
      for (int left = random.nextInt(50); left > 0; left--) {
        Document row = Things.row(random, "r" + random.nextInt(40));
        Document before = committed.put(row.key(), row);
        if (before != null) { // its shard may be another
          fixture.delete(entity, before);
        }
        fixture.put(entity, List.of(row));
      }
    }

    private Changes changes() {
      Map<String, Document> changed = new LinkedHashMap<>();
      Set<String> removed = new HashSet<>();
      for (int left = random.nextInt(6); left > 0; left--) {
        String key = "r" + random.nextInt(45);
        if (random.nextInt(3) == 0) {
          removed.add(key);
          changed.remove(key);
        } else {
          removed.remove(key);
          changed.put(key, Things.row(random, key));
        }
      }
      return new Changes(changed, removed);
    }

    private List<Document> rows(Changes changes) {
      Map<String, Document> rows = new LinkedHashMap<>(committed);
      rows.putAll(changes.changed);
      changes.removed.forEach(rows::remove);
      return List.copyOf(rows.values());
    }
  }

  private record Changes(Map<String, Document> changed, Set<String> removed) implements Overlay {
    static final Changes NONE = new Changes(Map.of(), Set.of());

    @Override
    public boolean isEmpty(EntityModel entity) {
      return entity.javaType() == Target.class || (changed.isEmpty() && removed.isEmpty());
    }

    @Override
    public Collection<Document> changed(EntityModel entity) {
      return entity.javaType() == Target.class ? List.of() : changed.values();
    }

    @Override
    public boolean hides(EntityModel entity, String key) {
      return entity.javaType() != Target.class
          && (changed.containsKey(key) || removed.contains(key));
    }
  }
}
