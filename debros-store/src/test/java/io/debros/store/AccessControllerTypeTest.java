package io.debros.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.access.AccessControllerType;
import io.debros.store.access.AccessDatabases;
import io.debros.store.access.AccessDescription;
import io.debros.store.block.Block;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.Identity;
import io.debros.store.manifest.AccessOptions;
import io.debros.store.manifest.Address;
import io.debros.store.multiformats.Cid;
import io.debros.store.oplog.AccessController;
import io.debros.store.oplog.Standing;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of access controller that is registered, and nodes that do not know it. */
class AccessControllerTypeTest {
  private static final DatabaseOptions ENDING =
      DatabaseOptions.defaults().withAccess(new AccessOptions("ending", List.of("7")));

  @TempDir Path directory;

  @Test
  void database_ofARegisteredType_isOpenedByNameAndByAddress() {
    NodeSettings settings = NodeSettings.in(directory).withAccessControllerType(new Ending());
    Address address;
    try (DebrosNode node = DebrosNode.open(settings)) {
      KeyValueDatabase database = node.openKeyValue("odd", ENDING);
      address = database.address();

      assertThat(database.manifest().accessController()).startsWith("/ending/zdpu");
      assertThat(database.access()).isInstanceOf(Rule.class);
      writesIfAllowed(node, database);
    }

    try (DebrosNode again = DebrosNode.open(settings)) {
      assertThat(again.openKeyValue("odd", ENDING).address()).isEqualTo(address);
      writesIfAllowed(again, (KeyValueDatabase) again.open(address.toString()));
    }
  }

  @Test
  void database_ofAnUnknownType_isRefusedByNameAndByAddress() {
    NodeSettings settings = NodeSettings.in(directory).withAccessControllerType(new Ending());
    Address address;
    try (DebrosNode node = DebrosNode.open(settings)) {
      address = node.openKeyValue("odd", ENDING).address();
    }

    try (DebrosNode other = DebrosNode.open(NodeSettings.in(directory))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.open(address.toString()))
          .withMessageContaining("Access controller type is not supported {type=ending");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.openKeyValue("odd", ENDING))
          .withMessageContaining("supported=[ipfs, orbitdb]");
    }
  }

  @Test
  void node_withTwoOfOneType_isRefused() {
    NodeSettings settings =
        NodeSettings.inMemory()
            .withAccessControllerType(new Ending())
            .withAccessControllerType(new Ending());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DebrosNode.open(settings))
        .withMessageContaining("Two access controllers have one type {type=ending}");
  }

  private static void writesIfAllowed(DebrosNode node, KeyValueDatabase database) {
    if (node.identity().id().endsWith("7")) {
      database.put("a", new CborInt(1));
      assertThat(database.count()).isOne();
    } else {
      assertThatThrownBy(() -> database.put("a", new CborInt(1)))
          .isInstanceOf(AppendDeniedException.class);
    }
  }

  /** Lets those write whose id ends with a text, which is in a block of its own. */
  private static final class Ending implements AccessControllerType {
    @Override
    public String type() {
      return "ending";
    }

    @Override
    public AccessDescription describe(String databaseName, List<String> ids) {
      return described(Block.of(CborMap.builder().put("ending", ids.get(0)).build()));
    }

    @Override
    public AccessDescription read(String address, Function<Cid, byte[]> blocks) {
      Cid cid = Cid.parseHash(address.substring("/ending/".length()));
      return described(new Block(cid, blocks.apply(cid)));
    }

    @Override
    public AccessController open(AccessDescription rules, AccessDatabases databases) {
      CborMap block = (CborMap) DagCbor.decode(rules.blocks().get(0).bytes());
      return new Rule(rules.address(), ((CborText) block.find("ending")).value());
    }

    private static AccessDescription described(Block block) {
      return new AccessDescription("/ending/" + block.cid(), List.of(block), List.of());
    }
  }

  private record Rule(String address, String ending) implements AccessController {
    @Override
    public Standing standing(Identity writer) {
      return writer.id().endsWith(ending) ? Standing.MAY_WRITE : Standing.NEVER;
    }
  }
}
