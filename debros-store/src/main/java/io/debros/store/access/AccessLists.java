package io.debros.store.access;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.manifest.IpfsAccessList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of an access list: lists of ids. Anything else that an admin stored there grants
 * nothing.
 */
final class AccessLists {
  private AccessLists() {}

  /** The ids in a value, in its order. */
  static Set<String> ids(@Nullable CborValue value) {
    Set<String> ids = new LinkedHashSet<>();
    if (value instanceof CborList list) {
      for (CborValue element : list.values()) {
        if (element instanceof CborText id) {
          ids.add(id.value());
        }
      }
    }
    return ids;
  }

  /** Ids as a value. */
  static CborList list(Collection<String> ids) {
    return new CborList(ids.stream().<CborValue>map(CborText::new).toList());
  }

  /** Whether an id is among these, by name or because everyone is. */
  static boolean lists(Set<String> ids, String id) {
    return ids.contains(id) || ids.contains(IpfsAccessList.ANYONE);
  }

  /** Ids to which an entry of the list gives the right to write; none if it does something else. */
  static Set<String> writersGrantedBy(CborValue payload) {
    boolean put =
        payload instanceof CborMap map
            && map.find("op") instanceof CborText operation
            && operation.value().equals("PUT")
            && map.find("key") instanceof CborText key
            && OrbitDbAccessController.WRITING.contains(key.value());
    return put ? ids(((CborMap) payload).find("value")) : Set.of();
  }
}
