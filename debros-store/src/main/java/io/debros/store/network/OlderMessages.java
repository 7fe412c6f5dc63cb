package io.debros.store.network;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborLink;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.BadPeerException;
import io.debros.store.error.BadPeerException.Fault;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A protocol of ours, spoken between debros nodes only. One question a stream, each side one
 * message: uvarint(length) ‖ dag-cbor. The question is {below: link, database: link, most: 1 to
 * 4096}, the answer a list of links; database is the manifest that the address names.
 */
/** What is said to learn which entries are older than one. Stateless. */
final class OlderMessages {
  static final String PROTOCOL = "/debros/older/1.0.0";

  /** Hashes that are told at a time. */
  static final int MOST = 4096;

  static final int MAX_QUESTION_BYTES = 1024;
  static final int MAX_ANSWER_BYTES = 512 * 1024;

  private static final String BELOW = "below";
  private static final String DATABASE = "database";
  private static final String MOST_FIELD = "most";

  private OlderMessages() {}

  /** Which entries come before one; at most so many. */
  record Question(Address database, Cid below, int most) {
    byte[] encode() {
      return DagCbor.encode(
          CborMap.builder()
              .put(BELOW, new CborLink(below))
              .put(DATABASE, new CborLink(database.manifest()))
              .put(MOST_FIELD, most)
              .build());
    }

    /**
     * @throws BadPeerException if it is none
     */
    static Question decode(byte[] message) {
      if (decoded(message) instanceof CborMap fields
          && fields.size() == 3
          && fields.find(BELOW) instanceof CborLink below
          && fields.find(DATABASE) instanceof CborLink database
          && fields.find(MOST_FIELD) instanceof CborInt most
          && most.value() >= 1
          && most.value() <= MOST) {
        return new Question(new Address(database.cid()), below.cid(), (int) most.value());
      }
      throw malformed("Question for older entries is none", null);
    }
  }

  static byte[] answer(List<Cid> hashes) {
    return DagCbor.encode(
        new CborList(hashes.stream().map(hash -> (CborValue) new CborLink(hash)).toList()));
  }

  /**
   * The hashes of an answer.
   *
   * @param most that were asked for
   * @throws BadPeerException if it is none, or has more
   */
  static List<Cid> answered(byte[] message, int most) {
    if (!(decoded(message) instanceof CborList list) || list.values().size() > most) {
      throw malformed("Answer with older entries is none, or too long", null);
    }
    List<Cid> hashes = new ArrayList<>(list.values().size());
    for (CborValue value : list.values()) {
      if (!(value instanceof CborLink link)) {
        throw malformed("Answer with older entries has something else in it", null);
      }
      hashes.add(link.cid());
    }
    return hashes;
  }

  private static CborValue decoded(byte[] message) {
    try {
      return DagCbor.decode(message);
    } catch (BadBlockException malformed) {
      throw malformed("Message about older entries is not dag-cbor", malformed);
    }
  }

  private static BadPeerException malformed(String what, @Nullable Throwable cause) {
    return new BadPeerException(
        problem(what).advice("End the stream; replication goes on without"),
        Fault.MALFORMED,
        cause);
  }
}
