package io.debros.it.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.database.DocumentDatabase;
import io.debros.store.database.DocumentOptions;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.NotFoundException;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the store's front door refuses, word for word; afterwards everything works as before. */
class StoreBadInputTest {
  private static final CborMap ADA = CborMap.builder().put("_id", "ada").put("n", 1).build();

  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
  private final DocumentDatabase users = node.openDocuments("users", DocumentOptions.defaults());
  private final String where = "address=" + users.address();

  @AfterEach
  void goesOn() {
    users.put(ADA);
    assertThat(users.get("ada").value()).isEqualTo(ADA);
    assertThat(users.count()).isEqualTo(1);
    node.close();
  }

  @Test
  void settings_withoutDirectory_areNotTakenForMemory() {
    refused(() -> NodeSettings.in(null), "Directory is null. Name one, or use inMemory().");
  }

  @Test
  void openDocuments_nullOrBrokenAddress_isRefused() {
    refused(
        () -> node.openDocuments(null, DocumentOptions.defaults()),
        "Name of the database is null. Give a name, or an address as /orbitdb/zdpu….");
    refused(
        () -> Address.parse(null),
        "Not a valid OrbitDB address {address=null}. Give it as /orbitdb/zdpu…, or open a database"
            + " by its name.");
    refused(
        () -> Address.parse("/ipfs/" + users.address().manifest()),
        "Not a valid OrbitDB address {address=/ipfs/"
            + users.address().manifest()
            + "}. Give it as /orbitdb/zdpu…, or open a database by its name.");
  }

  @Test
  void cid_thatIsNone_isRefused() {
    String advice = " Give it as base58btc (z…, Qm…), base32 (b…) or base16 (f…).";

    refused(() -> Cid.parse(null), "Text is not a CID {text=null}." + advice);
    refused(() -> Cid.parse(""), "Text is not a CID {text=}." + advice);
    refused(() -> Cid.parse("zdpu0OIl"), "Text is not a CID {text=zdpu0OIl}." + advice);
  }

  @Test
  void document_withoutUsableKey_isRefused() {
    String advice = " Set the field to the key of the document, as text.";

    refused(() -> users.put(null), "Document is null {" + where + "}. Give one.");
    refused(() -> users.get(null), "Key is null {" + where + "}. Give one.");
    refused(() -> users.delete(null), "Key is null {" + where + "}. Give one.");
    refused(
        () -> users.put(CborMap.builder().put("n", 1).build()),
        "Document lacks the field that holds its key {field=_id, " + where + "}." + advice);
    refused(
        () -> users.put(CborMap.builder().put("_id", 1).build()),
        "Key of the document is not a text of at least one character {field=_id, "
            + where
            + "}."
            + advice);
    assertThatThrownBy(() -> users.delete("nobody"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "No document with this key in the database {key=nobody, %s}. Delete only what get(key)"
                + " finds.",
            where);
  }

  @Test
  void importCar_thatIsBroken_isRefusedWithThePlace() {
    users.put(ADA);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    node.exportCar(users.address(), output);
    byte[] car = output.toByteArray();
    byte[] tampered = car.clone();
    tampered[car.length - 1] ^= 1;

    badCar(new byte[0], "no header, offset=0");
    badCar("hello world".getBytes(UTF_8), "cut off, offset=0");
    badCar(tampered, "block with another hash: zdpu[^ ]*, offset=\\d+");
    badCar(Arrays.copyOf(car, car.length - 10), "cut off, offset=\\d+");
  }

  private void badCar(byte[] car, String reason) {
    assertThatThrownBy(() -> node.importCar(new ByteArrayInputStream(car)))
        .isInstanceOf(BadBlockException.class)
        .hasMessageMatching(
            "CAR file is malformed \\{reason="
                + reason
                + "}\\. Export it again; nothing after this place can be trusted\\.");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
