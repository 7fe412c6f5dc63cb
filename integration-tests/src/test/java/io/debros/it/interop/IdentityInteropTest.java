package io.debros.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.identity.FileKeyStore;
import io.debros.store.identity.Identity;
import io.debros.store.identity.Passphrase;
import io.debros.store.identity.PortableIdentity;
import io.debros.store.manifest.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One writer on both sides: its keys move, and its entries are by the same identity. */
class IdentityInteropTest {
  @TempDir Path directory;

  @BeforeEach
  void requireJavaScript() {
    JavaScriptPeer.requireInstalled();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "Zürich correct horse")
  void identity_fromJavaToJavaScript_isTheSameWriter(@Nullable String passphrase) throws Exception {
    NodeSettings settings = NodeSettings.in(directory.resolve("java")).withIdentityName("ada");
    Identity identity;
    try (DebrosNode node = DebrosNode.open(settings)) {
      identity = node.identity();
    }
    exportTo(directory.resolve("ada.json"), passphrase);

    JsonNode shown =
        JavaScriptPeer.run(
            "import-identity.mjs",
            environment(passphrase),
            directory.resolve("js"),
            directory.resolve("ada.json"),
            directory.resolve("js.car"),
            directory.resolve("shown.json"));

    assertThat(shown.get("identity").asString()).isEqualTo(identity.hash().toString());
    assertThat(shown.get("writers"))
        .hasSize(3)
        .allMatch(writer -> writer.asString().equals(identity.hash().toString()));
    assertThat(shown.get("keys")).allMatch(key -> key.asString().equals(identity.publicKey()));
    assertOneWriter(settings, directory.resolve("js.car"), identity, 3);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "Zürich correct horse")
  void identity_fromJavaScriptToJava_isTheSameWriter(@Nullable String passphrase) throws Exception {
    JsonNode exported =
        JavaScriptPeer.run(
            "export-identity.mjs",
            environment(passphrase),
            directory.resolve("js"),
            Path.of("grace"),
            directory.resolve("js.car"),
            directory.resolve("grace.json"));

    Path keys = directory.resolve("java/keystore");
    String json = Files.readString(directory.resolve("grace.json"));
    PortableIdentity portable = PortableIdentity.parse(json, passphraseOf(passphrase));
    portable.into(FileKeyStore.open(keys));

    NodeSettings settings =
        NodeSettings.in(directory.resolve("java")).withIdentityName(portable.name());
    assertThat(portable.identity().hash()).hasToString(exported.get("hash").asString());
    assertOneWriter(settings, directory.resolve("js.car"), portable.identity(), 1);
  }

  /** Java goes on with the log of JavaScript as the same writer. */
  private static void assertOneWriter(
      NodeSettings settings, Path car, Identity identity, int entries) throws IOException {
    try (DebrosNode node = DebrosNode.open(settings);
        InputStream input = Files.newInputStream(car)) {
      Address address = node.importCar(input);
      DocumentDatabase database = node.openDocuments("moved", DocumentOptions.defaults());
      assertThat(database.address()).isEqualTo(address);
      database.put(CborMap.builder().put("_id", new CborText("java")).build());

      assertThat(node.identity()).isEqualTo(identity);
      assertThat(database.log().values())
          .hasSize(entries + 1)
          .allMatch(entry -> entry.identity().equals(identity.hash()))
          .allMatch(entry -> entry.key().equals(identity.publicKey()));
    }
  }

  private void exportTo(Path file, @Nullable String passphrase) throws IOException {
    FileKeyStore keys = FileKeyStore.open(directory.resolve("java/keystore"));
    PortableIdentity portable = PortableIdentity.from(keys, "ada");
    Files.writeString(file, portable.toJson(passphraseOf(passphrase)));
  }

  private static @Nullable Passphrase passphraseOf(@Nullable String text) {
    return text == null ? null : Passphrase.of(text);
  }

  private static Map<String, String> environment(@Nullable String passphrase) {
    return passphrase == null ? Map.of() : Map.of("PASSPHRASE", passphrase);
  }
}
