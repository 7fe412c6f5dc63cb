package io.debros.spring.repository.query;

import io.debros.jpa.query.model.Query;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;

/**
 * Which rows a call asks for: a page, inside what {@code First}, {@code Top} or a {@code Limit}
 * allows.
 *
 * @param offset rows to skip
 * @param limit rows to return
 * @param total rows that there may be at most over all pages
 */
record RowWindow(long offset, long limit, long total) {
  static RowWindow of(Pageable page, Limit named, Limit given) {
    long total = Math.min(rows(named), rows(given));
    if (page.isUnpaged()) {
      return new RowWindow(0, total, total);
    }
    long rest = total == Query.UNLIMITED ? total : Math.max(0, total - page.getOffset());
    return new RowWindow(page.getOffset(), Math.min(page.getPageSize(), rest), total);
  }

  /** The limit that shows whether a row follows the page. */
  long limitWithNext() {
    long rest = total == Query.UNLIMITED ? total : Math.max(0, total - offset);
    return limit == Query.UNLIMITED ? limit : Math.min(limit + 1, rest);
  }

  private static long rows(Limit limit) {
    return limit.isLimited() ? limit.max() : Query.UNLIMITED;
  }
}
