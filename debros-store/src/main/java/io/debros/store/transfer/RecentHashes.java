package io.debros.store.transfer;

import static org.apiguardian.api.API.Status.INTERNAL;

import io.debros.store.multiformats.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/** Remembers the hashes that came up lately, so that most work is not done twice. One thread. */
@API(status = INTERNAL)
public final class RecentHashes {
  private final Map<Cid, Cid> hashes;

  /**
   * @param most hashes that are remembered
   */
  public RecentHashes(int most) {
    hashes =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Cid, Cid> eldest) {
            return size() > most;
          }
        };
  }

  /** Whether the hash is not one of those remembered; it is from now on. */
  public boolean isNew(Cid hash) {
    return hashes.put(hash, hash) == null;
  }
}
