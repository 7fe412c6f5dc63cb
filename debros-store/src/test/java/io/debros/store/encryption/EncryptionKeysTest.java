package io.debros.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.error.NotFoundException;
import io.debros.store.error.UnreadableException;
import io.debros.store.error.UnreadableException.Reason;
import io.debros.store.oplog.EntryCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Keys are made, rotated, handed over and forgotten. */
class EncryptionKeysTest {
  private static final byte[] PLAIN = {1, 2, 3};

  private final EncryptionKeyStore store = new MemoryEncryptionKeyStore();
  private final EncryptionKeys keys = EncryptionKeys.open(store);

  @Test
  void rotate_newWritesUseTheNewKeyAndOldOnesStayReadable() {
    EncryptionKey first = keys.create("all");
    ReplicationCipher cipher = keys.forReplication("all");
    byte[] old = cipher.encrypt(PLAIN);

    EncryptionKey second = keys.rotate("all");
    byte[] fresh = cipher.encrypt(PLAIN);

    assertThat(DataCipher.find(old).keyId()).isEqualTo(first.id());
    assertThat(DataCipher.find(fresh).keyId()).isEqualTo(second.id());
    assertThat(cipher.decrypt(old)).isEqualTo(PLAIN);
    assertThat(cipher.decrypt(fresh)).isEqualTo(PLAIN);
    assertThat(keys.of("all")).containsExactly(first, second);
    assertThat(second.version()).isEqualTo(2);
  }

  @Test
  void forget_oneKey_onlyWhatItProtectsIsUnreadableForGood() {
    EncryptionKey first = keys.create("all");
    ReplicationCipher cipher = keys.forReplication("all");
    byte[] old = cipher.encrypt(PLAIN);
    keys.rotate("all");
    byte[] fresh = cipher.encrypt(PLAIN);

    keys.forget(first.id());

    assertUnreadable(cipher, old, Reason.FORGOTTEN, first.id());
    assertThat(cipher.decrypt(fresh)).isEqualTo(PLAIN);
    assertUnreadable(
        EncryptionKeys.open(store).forReplication("all"), old, Reason.FORGOTTEN, first.id());
    assertThat(keys.forgotten()).containsExactly(first.id());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.add(first))
        .withMessageContaining("forgotten here for good");
  }

  @Test
  void forgetAll_everyKeyOfTheNameIsGone_andTheNameCanHaveANewOne() {
    EncryptionKey first = keys.create("ada");
    EncryptionKey second = keys.rotate("ada");
    keys.create("grace");

    keys.forgetAll("ada");

    assertThat(keys.of("ada")).isEmpty();
    assertThat(keys.of("grace")).hasSize(1);
    assertThat(keys.forgotten()).containsExactlyInAnyOrder(first.id(), second.id());
    assertThatThrownBy(() -> keys.newest("ada")).isInstanceOf(NotFoundException.class);
    assertThat(keys.create("ada")).isNotEqualTo(first);
  }

  @Test
  void forgetAll_storeFailsHalfWay_listenersAreToldOfWhatIsGone() {
    EncryptionKey first = keys.create("ada");
    EncryptionKey second = keys.rotate("ada");
    EncryptionKeys fragile = EncryptionKeys.open(new FailingStore(store, second.id()));
    List<String> told = new ArrayList<>();
    fragile.addListener(
        new EncryptionKeysListener() {
          @Override
          public void forgotten(Set<String> ids) {
            told.addAll(ids);
          }
        });

    assertThatThrownBy(() -> fragile.forgetAll("ada")).hasMessage("disk failed");

    assertThat(fragile.forgotten()).containsExactly(first.id());
    assertThat(told).containsExactly(first.id());
    assertThat(fragile.of("ada")).containsExactly(second);
  }

  @Test
  void add_keysOfAnotherNode_readItsValues() {
    keys.create("all");
    byte[] sealed = keys.forData("all").encrypt(new byte[] {1});
    EncryptionKeys other = EncryptionKeys.open(new MemoryEncryptionKeyStore());
    other.create("mine");
    DataCipher cipherBefore = otherWithTagsOf(keys, other).forData("mine");
    assertUnreadable(cipherBefore, sealed, Reason.NO_KEY, keys.newest("all").id());

    keys.all().forEach(other::add);

    assertThat(cipherBefore.decrypt(sealed)).isEqualTo(new byte[] {1});
    assertThat(cipherBefore.tagOf("x")).isEqualTo(keys.forData("all").tagOf("x"));
  }

  @Test
  void add_otherTagsAfterOwnWereMade_isRefused() {
    keys.create("all");
    keys.forData("all");
    EncryptionKeys other = EncryptionKeys.open(new MemoryEncryptionKeyStore());
    other.create("all");
    other.forData("all");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.all().forEach(other::add))
        .withMessageContaining("Keys already make tags of rows in another way");
  }

  @Test
  void create_twiceOrWithoutAName_isRefused() {
    keys.create("all");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.create("all"))
        .withMessageContaining("Name has an encryption key");
    for (String name : List.of("", EncryptionKeys.TAGS)) {
      assertThatIllegalArgumentException().isThrownBy(() -> keys.create(name));
    }
    assertThatThrownBy(() -> keys.rotate("nobody")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.forgetAll("nobody")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.forget("0".repeat(32))).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.forData("nobody")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void listener_isToldAfterTheChange_untilItIsRemoved() {
    List<Object> told = new ArrayList<>();
    EncryptionKeysListener listener =
        new EncryptionKeysListener() {
          @Override
          public void added(String id) {
            told.add(id);
          }

          @Override
          public void forgotten(Set<String> ids) {
            assertThat(ids).noneMatch(keys::has);
            told.add(ids);
          }
        };
    keys.addListener(listener);
    EncryptionKey first = keys.create("all");
    EncryptionKey second = keys.rotate("all");
    keys.forgetAll("all");
    keys.removeListener(listener);
    keys.create("all");

    assertThat(told).containsExactly(first.id(), second.id(), Set.of(first.id(), second.id()));
  }

  @Test
  void texts_showNoSecretAndNoName() {
    EncryptionKey key = keys.create("ada@example.org");

    assertThat(key.toString()).contains(key.id()).doesNotContain("ada");
    assertThat(key.secret()).hasSize(32).isNotEqualTo(keys.rotate("ada@example.org").secret());
  }

  @Test
  void key_malformed_isRefused() {
    for (String id : List.of("", "0".repeat(31), "X".repeat(32))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EncryptionKey.of(id, "all", 1, new byte[32]));
    }
    String id = "0".repeat(32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncryptionKey.of(id, "all", 0, new byte[32]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncryptionKey.of(id, "", 1, new byte[32]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncryptionKey.of(id, "all", 1, new byte[16]));
  }

  private static EncryptionKeys otherWithTagsOf(EncryptionKeys keys, EncryptionKeys other) {
    keys.all().stream().filter(key -> key.name().equals(EncryptionKeys.TAGS)).forEach(other::add);
    return other;
  }

  private static void assertUnreadable(
      EntryCipher cipher, byte[] sealed, Reason reason, String keyId) {
    assertThatThrownBy(() -> cipher.decrypt(sealed))
        .asInstanceOf(InstanceOfAssertFactories.type(UnreadableException.class))
        .satisfies(
            error -> {
              assertThat(error.reason()).isEqualTo(reason);
              assertThat(error.keyId()).isEqualTo(keyId);
              assertThat(error).hasMessageContaining("key=" + keyId);
            });
  }

  /** Cannot forget one of its keys. */
  private record FailingStore(EncryptionKeyStore store, String unforgettable)
      implements EncryptionKeyStore {
    @Override
    public List<EncryptionKey> load() {
      return store.load();
    }

    @Override
    public Set<String> forgotten() {
      return store.forgotten();
    }

    @Override
    public void put(EncryptionKey key) {
      store.put(key);
    }

    @Override
    public void forget(String id) {
      if (id.equals(unforgettable)) {
        throw new IllegalStateException("disk failed");
      }
      store.forget(id);
    }
  }
}
