package io.debros.it.interop;

import io.debros.it.javascript.JsDatabase;
import io.debros.it.javascript.JsPeer;
import io.debros.it.javascript.LogState;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A peer of {@code @orbitdb/core}. */
record JsLivePeer(JsPeer peer) implements LivePeer {
  @Override
  public String address() {
    return peer.address();
  }

  @Override
  public String peerId() {
    return peer.peerId();
  }

  @Override
  public String identity() {
    return peer.identity();
  }

  @Override
  public void dial(LivePeer other) {
    peer.dial(other.address());
  }

  @Override
  public void hangUp(LivePeer other) {
    peer.hangUp(other.peerId());
  }

  @Override
  public List<String> peers() {
    return peer.peers();
  }

  @Override
  public Copy create(String name, String type, String access) {
    return new Copy(peer.create(name, type, access), type);
  }

  @Override
  public Copy open(String address) {
    JsDatabase opened = peer.open(address);
    return new Copy(opened, opened.type());
  }

  @Override
  public List<String> errors() {
    return peer.errors();
  }

  @Override
  public void close() {
    peer.close();
  }

  record Copy(JsDatabase database, String type) implements LiveCopy {
    @Override
    public String address() {
      return database.address();
    }

    @Override
    public void put(String key, String text) {
      if (type.equals("events")) {
        database.add(text);
      } else {
        database.put(key, type.equals("documents") ? Map.of("text", text) : text);
      }
    }

    @Override
    public void putMany(int count, String name) {
      database.putMany(count, name + " JavaScript", name.length()).join();
    }

    @Override
    public void delete(String key) {
      database.delete(key);
    }

    @Override
    public void grant(String identity) {
      database.grant(identity);
    }

    @Override
    public void revoke(String identity) {
      database.revoke(identity);
    }

    @Override
    public void awaitWriter(String identity) {
      database.awaitWriter(identity);
    }

    @Override
    public void awaitStranger(String identity) {
      database.awaitStranger(identity);
    }

    @Override
    public void awaitExchanged() {
      database.awaitJoined(1);
    }

    @Override
    public void awaitCount(int entries) {
      database.awaitCount(entries);
    }

    @Override
    public LogState state() {
      return database.state();
    }

    @Override
    public List<String> rows() {
      return database.all().valueStream().map(this::row).toList();
    }

    private String row(JsonNode row) {
      JsonNode value = row.get("value");
      String text = (type.equals("documents") ? value.get("text") : value).asString();
      String key = row.has("key") ? row.get("key").asString() : "";
      return String.join(" ", row.get("hash").asString(), key, text);
    }
  }
}
