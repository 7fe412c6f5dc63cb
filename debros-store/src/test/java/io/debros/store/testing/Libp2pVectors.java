package io.debros.store.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden vectors of libp2p, made with its JavaScript packages; use them with {@link Vectors}. */
public final class Libp2pVectors {
  private static final String RESOURCE = "/vectors/libp2p/libp2p-vectors.json";
  private static final Set<String> SECTIONS =
      Set.of(
          "keys",
          "multiaddrs",
          "multistream",
          "noiseXX",
          "yamux",
          "identify",
          "gossipsub",
          "bitswap");

  private Libp2pVectors() {}

  /** All sections; fails if there is one that nobody knows. */
  public static JsonNode load() {
    try (InputStream stream = Libp2pVectors.class.getResourceAsStream(RESOURCE)) {
      Assertions.assertThat(stream).as(RESOURCE).isNotNull();
      JsonNode all = JsonMapper.shared().readTree(stream);
      Assertions.assertThat(all.propertyNames()).containsExactlyInAnyOrderElementsOf(SECTIONS);
      return all;
    } catch (IOException e) {
      throw new AssertionError("Vectors of libp2p cannot be read", e);
    }
  }

  /** One section. */
  public static JsonNode load(String section) {
    return load().path(section);
  }

  /** The key of a section {@code keys}. */
  public static JsonNode key(String name) {
    JsonNode key = load("keys").path(name);
    if (!key.isObject()) {
      throw new AssertionError("No such key: " + name);
    }
    return key;
  }
}
