package io.debros.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.Block;
import io.debros.store.block.BlockStore;
import io.debros.store.dagcbor.CborValue;
import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborList;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborNull;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final IpfsAccessList LIST = new IpfsAccessList(List.of("ada", "bob"));
  private static final Manifest MANIFEST = new Manifest("users", "documents", LIST.address(), null);

  private final Storage storage = new MemoryStorage();
  private final ManifestStore manifests = new ManifestStore(new BlockStore(storage));

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void put_manifestAndList_foundByAddress() {
    StorageBatch batch = new StorageBatch();
    String controller = manifests.put(batch, LIST);
    Address address = manifests.put(batch, MANIFEST);
    storage.write(batch);

    assertThat(manifests.get(address)).isEqualTo(MANIFEST).isEqualTo(manifests.find(address));
    assertThat(manifests.getAccessList(controller)).isEqualTo(LIST);
  }

  @Test
  void get_unknownAddress_isMissing() {
    assertThat(manifests.find(MANIFEST.address())).isNull();
    assertThatThrownBy(() -> manifests.get(MANIFEST.address()))
        .isInstanceOf(MissingBlockException.class);
    assertThatThrownBy(() -> manifests.getAccessList(LIST.address()))
        .isInstanceOf(MissingBlockException.class);
  }

  @Test
  void getAccessList_otherKindOfController_isRefused() {
    String address = MANIFEST.address().toString();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifests.getAccessList(address))
        .withMessageContaining("Access controller is no fixed list {accessController=" + address);
  }

  @Test
  void meta_explicitNull_isStoredAndShownAsNothing() {
    Manifest explicit = new Manifest("users", "documents", LIST.address(), CborNull.NULL);

    assertThat(explicit.address()).isNotEqualTo(MANIFEST.address());
    assertThat(Manifest.decode(explicit.toBlock().bytes())).isEqualTo(explicit);
    for (CborValue falsy :
        List.of(CborNull.NULL, new CborInt(0), new CborText(""), new CborBool(false))) {
      assertThat(new Manifest("a", "b", "/c/d", falsy).shownMeta()).isEqualTo(CborMap.of());
    }
    assertThat(MANIFEST.shownMeta()).isEqualTo(CborMap.of());
    assertThat(new Manifest("a", "b", "/c/d", new CborInt(1)).shownMeta())
        .isEqualTo(new CborInt(1));
  }

  @Test
  void manifest_emptyOrUntypedValue_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest("", "documents", LIST.address(), null))
        .withMessageContaining("Manifest needs a value {field=name}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest("users", "", LIST.address(), null))
        .withMessageContaining("{field=type}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest("users", "documents", "", null))
        .withMessageContaining("{field=accessController}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest("users", "documents", "ipfs", null))
        .withMessageContaining("has no type {accessController=ipfs}");
  }

  @Test
  void accessControllerType_pathOfAnyLength_isItsFirstWord() {
    assertThat(MANIFEST.accessControllerType()).isEqualTo("ipfs");
    assertThat(new Manifest("a", "b", "/own", null).accessControllerType()).isEqualTo("own");
    assertThat(new Manifest("a", "b", "/own/x/y", null).accessControllerType()).isEqualTo("own");
  }

  @Test
  void requireSupported_otherController_errorNamesWhatThereIs() {
    MANIFEST.requireSupported(Set.of("documents"), Set.of("ipfs"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MANIFEST.requireSupported(Set.of("documents"), Set.of("orbitdb")))
        .withMessageContaining("{type=ipfs, database=users, supported=[orbitdb]}");
  }

  @Test
  void decode_blockOfAnotherForm_isRefused() {
    CborMap fields =
        CborMap.builder().put("name", "a").put("type", "b").put("accessController", "/c").build();

    assertThat(Manifest.decode(bytes(fields))).isEqualTo(new Manifest("a", "b", "/c", null));
    assertRefused(CborList.of(), "a block that is no map");
    assertRefused(fields.toBuilder().put("extra", 1).build(), "unknown fields [extra]");
    assertRefused(fields.toBuilder().remove("type").build(), "no text in field type");
    assertRefused(fields.toBuilder().put("name", 1).build(), "no text in field name");
    assertRefused(fields.toBuilder().put("name", "").build(), "no text in field name");
    assertRefused(fields.toBuilder().put("accessController", "c").build(), "has no type");
  }

  @Test
  void accessList_blockOfAnotherForm_isRefused() {
    CborMap fields = CborMap.builder().put("type", "ipfs").put("write", CborList.of()).build();

    assertThat(IpfsAccessList.decode(bytes(fields)).write()).isEmpty();
    for (CborValue wrong :
        List.of(
            CborNull.NULL,
            CborMap.of(),
            fields.toBuilder().put("type", "orbitdb").build(),
            fields.toBuilder().put("write", "*").build(),
            fields.toBuilder().put("write", CborList.of(new CborInt(1))).build(),
            fields.toBuilder().put("admin", CborList.of()).build())) {
      assertThatThrownBy(() -> IpfsAccessList.decode(bytes(wrong)))
          .isInstanceOf(BadBlockException.class)
          .hasMessageContaining("{expected=access list");
    }
  }

  @Test
  void accessList_orderOfIds_changesTheAddressOnly() {
    IpfsAccessList other = new IpfsAccessList(List.of("bob", "ada"));

    assertThat(other.address()).startsWith("/ipfs/zdpu").isNotEqualTo(LIST.address());
    assertThat(other.lists("ada")).isTrue();
    assertThat(other.lists("eve")).isFalse();
    assertThat(new IpfsAccessList(List.of()).lists("ada")).isFalse();
    assertThat(new IpfsAccessList(List.of(IpfsAccessList.ANYONE)).lists("eve")).isTrue();
  }

  private static void assertRefused(CborValue value, String reason) {
    assertThatThrownBy(() -> Manifest.decode(bytes(value)))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Block does not describe what it should {expected=manifest")
        .hasMessageContaining(reason);
  }

  private static byte[] bytes(CborValue value) {
    return Block.of(value).bytes();
  }
}
