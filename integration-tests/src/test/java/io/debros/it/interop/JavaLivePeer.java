package io.debros.it.interop;

import static org.awaitility.Awaitility.await;

import io.debros.it.javascript.JsDatabase;
import io.debros.it.javascript.LogState;
import io.debros.store.DebrosNode;
import io.debros.store.access.OrbitDbAccessController;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.Database;
import io.debros.store.database.DatabaseListener;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.database.EventDatabase;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.libp2p.peer.Multiaddr;
import io.debros.store.libp2p.peer.PeerId;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.Entry;
import io.debros.store.oplog.Refusal;
import io.debros.store.replication.status.PeerStatus;
import io.debros.store.replication.status.PeerStatus.Exchange;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A node with a network. */
record JavaLivePeer(DebrosNode node) implements LivePeer {
  @Override
  public String address() {
    return node.network().addresses().get(0).toString();
  }

  @Override
  public String peerId() {
    return node.network().peerId().toString();
  }

  @Override
  public String identity() {
    return node.identity().id();
  }

  @Override
  public void dial(LivePeer other) {
    node.network().connect(Multiaddr.parse(other.address()), JsDatabase.LIMIT);
  }

  @Override
  public void hangUp(LivePeer other) {
    node.network().disconnect(PeerId.parse(other.peerId()));
  }

  @Override
  public List<String> peers() {
    return node.network().peers().stream().map(PeerId::toString).toList();
  }

  @Override
  public Copy create(String name, String type, String access) {
    AccessOptions rules =
        access.equals("orbitdb") ? AccessOptions.orbitDb() : AccessOptions.ipfs(List.of("*"));
    DatabaseOptions options = DatabaseOptions.defaults().withAccess(rules);
    return new Copy(
        node,
        switch (type) {
          case "documents" ->
              node.openDocuments(name, DocumentOptions.defaults().withAccess(rules));
          case "keyvalue" -> node.openKeyValue(name, options);
          default -> node.openEvents(name, options);
        });
  }

  @Override
  public Copy open(String address) {
    return new Copy(node, node.open(address));
  }

  /** Milliseconds since some moment. */
  long now() {
    return node.network().now();
  }

  /** When heads of a database were last exchanged with anybody. */
  long lastExchange(LiveCopy copy) {
    return node.network().status(Address.parse(copy.address())).peers().stream()
        .mapToLong(PeerStatus::lastExchange)
        .max()
        .orElseThrow();
  }

  @Override
  public List<String> errors() {
    return node.databases().stream()
        .map(database -> node.network().status(database.address()).pull())
        .flatMap(
            pull -> Stream.concat(pull.refused().stream(), Stream.ofNullable(pull.lastError())))
        .map(Object::toString)
        .toList();
  }

  @Override
  public void close() {
    node.close();
  }

  record Copy(DebrosNode node, Database database) implements LiveCopy {
    /** Entries of others that are not taken from now on; grows. */
    List<Refusal> watchRejected() {
      List<Refusal> rejected = new CopyOnWriteArrayList<>();
      database.addListener(
          new DatabaseListener() {
            @Override
            public void rejected(Database database, Refusal refusal) {
              rejected.add(refusal);
            }
          });
      return rejected;
    }

    @Override
    public String address() {
      return database.address().toString();
    }

    @Override
    public void put(String key, String text) {
      if (database instanceof DocumentDatabase documents) {
        documents.put(CborMap.builder().put("_id", key).put("text", text).build());
      } else if (database instanceof KeyValueDatabase values) {
        values.put(key, new CborText(text));
      } else {
        ((EventDatabase) database).add(new CborText(text));
      }
    }

    @Override
    public void putMany(int count, String name) {
      for (int i = 0; i < count; i++) {
        put(String.join(" ", name, node.network().peerId().toString(), String.valueOf(i)), name);
      }
    }

    @Override
    public void delete(String key) {
      if (database instanceof DocumentDatabase documents) {
        documents.delete(key);
      } else {
        ((KeyValueDatabase) database).delete(key);
      }
    }

    @Override
    public void grant(String identity) {
      access().grant(OrbitDbAccessController.WRITE, identity);
    }

    @Override
    public void revoke(String identity) {
      access().revoke(OrbitDbAccessController.WRITE, identity);
    }

    @Override
    public void awaitWriter(String identity) {
      await("may write: " + identity)
          .atMost(JsDatabase.LIMIT)
          .until(() -> access().writers().contains(identity));
    }

    @Override
    public void awaitStranger(String identity) {
      await("may not write: " + identity)
          .atMost(JsDatabase.LIMIT)
          .until(() -> !access().writers().contains(identity));
    }

    private OrbitDbAccessController access() {
      return (OrbitDbAccessController) database.access();
    }

    @Override
    public void awaitExchanged() {
      await("heads exchanged")
          .atMost(JsDatabase.LIMIT)
          .until(
              () -> node.network().status(database.address()).peers(),
              peers ->
                  !peers.isEmpty()
                      && peers.stream().allMatch(peer -> peer.exchange() == Exchange.DONE));
    }

    @Override
    public void awaitCount(int entries) {
      await(entries + " entries")
          .atMost(JsDatabase.LIMIT)
          .until(() -> database.log().values().size(), count -> count == entries);
    }

    @Override
    public LogState state() {
      return LogState.of(hashes(database.log().values()), hashes(database.heads()));
    }

    private static List<String> hashes(Collection<Entry> entries) {
      return entries.stream().map(entry -> entry.hash().toString()).toList();
    }

    @Override
    public List<String> rows() {
      if (database instanceof DocumentDatabase documents) {
        return documents.all().stream()
            .map(row -> row(row.hash(), row.key(), (CborText) row.value().find("text")))
            .toList();
      } else if (database instanceof KeyValueDatabase values) {
        return values.all().stream()
            .map(row -> row(row.hash(), row.key(), (CborText) row.value()))
            .toList();
      }
      return ((EventDatabase) database)
          .all().stream().map(row -> row(row.hash(), "", (CborText) row.value())).toList();
    }

    private static String row(Cid hash, String key, CborText text) {
      return String.join(" ", hash.toString(), key, text.value());
    }
  }
}
