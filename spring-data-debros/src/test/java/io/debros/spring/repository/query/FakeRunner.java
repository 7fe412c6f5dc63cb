package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Query;
import io.debros.jpa.query.model.QueryRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Answers every query with the same rows, cut to its page, and keeps what it was asked. */
final class FakeRunner implements QueryRunner {
  final List<String> calls = new ArrayList<>();
  final List<Query> queries = new ArrayList<>();
  private final List<?> rows;

  FakeRunner(Object... rows) {
    this.rows = List.of(rows);
  }

  @Override
  public List<?> list(Query query) {
    note("list", query);
    return page(query).toList();
  }

  @Override
  public Stream<?> stream(Query query) {
    note("stream", query);
    return page(query);
  }

  @Override
  public long count(Query query) {
    note("count", query);
    return rows.size();
  }

  @Override
  public boolean exists(Query query) {
    note("exists", query);
    return !rows.isEmpty();
  }

  @Override
  public long delete(Query query) {
    note("delete", query);
    return rows.size();
  }

  @Override
  public String explain(Query query) {
    return query.toString();
  }

  @Override
  public void declare(Query query) {
    note("declare", query);
  }

  private Stream<?> page(Query query) {
    return rows.stream().skip(query.offset()).limit(query.limit());
  }

  private void note(String call, Query query) {
    calls.add(call);
    queries.add(query);
  }
}
