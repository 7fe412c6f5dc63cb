package io.debros.store.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.MissingBlockException;
import io.debros.store.multiformats.Cid;
import io.debros.store.storage.MemoryStorage;
import io.debros.store.storage.Storage;
import io.debros.store.storage.StorageBatch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockStoreTest {
  private static final Block BLOCK = Block.of(new CborText("hello"));

  private final Storage storage = new MemoryStorage();
  private final BlockStore blocks = new BlockStore(storage);

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void put_twice_storedOnceAndRead() {
    StorageBatch batch = new StorageBatch();
    blocks.put(batch, BLOCK);
    blocks.put(batch, BLOCK);
    storage.write(batch);

    assertThat(blocks.has(BLOCK.cid())).isTrue();
    assertThat(blocks.find(BLOCK.cid())).isEqualTo(BLOCK.bytes());
    assertThat(blocks.get(BLOCK.cid())).isEqualTo(BLOCK.bytes());
    assertThat(blocks.getValue(BLOCK.cid())).isEqualTo(new CborText("hello"));
  }

  @Test
  void put_batchNotWritten_storesNothing() {
    blocks.put(new StorageBatch(), BLOCK);

    assertThat(blocks.has(BLOCK.cid())).isFalse();
    assertThat(blocks.find(BLOCK.cid())).isNull();
  }

  @Test
  void get_missingBlock_errorNamesIt() {
    assertThatThrownBy(() -> blocks.get(BLOCK.cid()))
        .isInstanceOf(MissingBlockException.class)
        .hasMessageContaining(
            "Block is not stored here and no source has it {block=" + BLOCK.cid() + "}");
  }

  @Test
  void find_bytesThatDecayed_areNoticed() {
    storage.write(new StorageBatch().put(BlockStore.SPACE, BLOCK.cid().bytes(), new byte[] {0x60}));

    assertThatThrownBy(() -> blocks.find(BLOCK.cid()))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("Block does not have the hash that it is named by")
        .hasMessageContaining(BLOCK.cid().toString());
  }

  @Test
  void get_blockOfASource_isVerifiedAndNotStored() {
    Block fetched = blocks.get(BLOCK.cid(), cid -> BLOCK.bytes().clone());

    assertThat(fetched).isEqualTo(BLOCK);
    assertThat(blocks.has(BLOCK.cid())).isFalse();
    assertThatThrownBy(() -> blocks.get(BLOCK.cid(), cid -> new byte[0]))
        .isInstanceOf(BadBlockException.class);
  }

  @Test
  void get_blockThatIsHere_doesNotAskTheSource() {
    StorageBatch batch = new StorageBatch();
    blocks.put(batch, BLOCK);
    storage.write(batch);

    Block found =
        blocks.get(
            BLOCK.cid(),
            cid -> {
              throw new AssertionError("asked for " + cid);
            });

    assertThat(found.bytes()).isEqualTo(BLOCK.bytes());
  }

  @Test
  void verified_hashThatIsNotComputed_isRefused() {
    byte[] hi = "hi".getBytes(StandardCharsets.UTF_8);
    Cid identity = Cid.decode(new byte[] {1, Cid.RAW, 0, 2, 'h', 'i'});

    assertThatThrownBy(() -> blocks.verified(identity, hi))
        .isInstanceOf(BadBlockException.class)
        .hasMessageContaining("hash function that is not supported");
  }

  @Test
  void block_ofAValue_isNamedByItsEncoding() {
    Block same = new Block(Cid.ofDagCbor(BLOCK.bytes()), BLOCK.bytes().clone());

    assertThat(same).isEqualTo(BLOCK).hasSameHashCodeAs(BLOCK);
    assertThat(BLOCK).isNotEqualTo(Block.of(new CborText("hellp")));
    assertThat(BLOCK).hasToString("Block[" + BLOCK.cid() + ", 6 bytes]");
  }
}
