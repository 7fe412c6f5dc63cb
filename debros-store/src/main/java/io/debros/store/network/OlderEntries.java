package io.debros.store.network;

import io.debros.store.error.DebrosException;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Oplog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * An entry names its predecessor and some before that, so reading the oldest of these is enough to
 * learn as many again: one look-up for some 16 hashes. Where branches meet, each is followed by
 * itself; they end where they come to what others have told.
 */
/** What comes before an entry of a log, by its links. For one question; one thread at a time. */
final class OlderEntries {
  private static final Logger LOG = LoggerFactory.getLogger(OlderEntries.class);

  /** Look-ups that a question may cost: some, and one for so many hashes. */
  private static final int FEWEST_READ = 32;

  private static final int HASHES_PER_READ = 4;

  private final Oplog log;
  private final int most;
  private final Set<Cid> found = new LinkedHashSet<>();
  private final Deque<Cid> open = new ArrayDeque<>();

  /**
   * @param most hashes that are told
   */
  OlderEntries(Oplog log, int most) {
    this.log = log;
    this.most = most;
  }

  /** Ancestors of an entry, about from new to old; none if it is not part of the log. */
  List<Cid> below(Cid entry) {
    if (log.has(entry)) {
      open.add(entry);
    }
    int reads = FEWEST_READ + most / HASHES_PER_READ;
    while (!open.isEmpty() && reads > 0 && found.size() < most) {
      reads--;
      follow(open.remove());
    }
    return found.stream().limit(most).toList();
  }

  private void follow(Cid hash) {
    try {
      follow(log.get(hash));
    } catch (DebrosException unreadable) {
      // peers who ask for the block itself learn no more than that it is not here
      LOG.debug("Nothing is told of what comes before entry {}", hash, unreadable);
    }
  }

  private void follow(Entry entry) {
    List<Cid> branches = news(entry.next());
    List<Cid> further = news(entry.refs());
    if (branches.size() > 1) {
      open.addAll(branches);
    }
    if (!further.isEmpty()) {
      open.add(further.get(further.size() - 1));
    } else if (branches.size() == 1) {
      open.addAll(branches);
    }
  }

  private List<Cid> news(List<Cid> links) {
    List<Cid> news = new ArrayList<>(links);
    news.removeIf(link -> !found.add(link));
    return news;
  }
}
