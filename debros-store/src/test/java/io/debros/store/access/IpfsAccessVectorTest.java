package io.debros.store.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.store.block.BlockSource;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.error.AppendDeniedException;
import io.debros.store.identity.KeyStore;
import io.debros.store.testing.TestLog;
import io.debros.store.testing.VectorIdentities;
import io.debros.store.testing.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every case of the section {@code ipfs} of {@code access-control.json}. */
class IpfsAccessVectorTest {
  private static final JsonNode FILE =
      Vectors.load("access-control.json", "about", "identities", "ipfs", "histories");
  private static final VectorIdentities WRITERS = VectorIdentities.load(FILE);

  @TestFactory
  Stream<DynamicTest> lists_everyWriter_mayAppendOrNot() {
    return Vectors.tests(FILE, "ipfs", IpfsAccessVectorTest::everyWriterMayAppendOrNot);
  }

  private static void everyWriterMayAppendOrNot(JsonNode node) {
    Vectors.requireFields(
        node,
        "name",
        "write",
        "address",
        "manifestBytes",
        "canAppend",
        "unknownIdentityHash",
        "unknownIdentityResult");
    List<String> write = node.get("write").valueStream().map(JsonNode::asString).toList();
    String address = Vectors.text(node, "address");
    IpfsAccessController access = new IpfsAccessController(address, write);

    assertThat(access.address()).isEqualTo(address);
    assertThat(node.get("canAppend").propertyNames()).hasSameSizeAs(WRITERS.all().keySet());
    node.get("canAppend")
        .properties()
        .forEach(writer -> mayAppendOrNot(access, writer.getKey(), writer.getValue().asBoolean()));
  }

  private static void mayAppendOrNot(IpfsAccessController access, String writer, boolean expected) {
    KeyStore keys = WRITERS.keys();
    TestLog own = TestLog.open("log", keys, writer, access, 16);
    TestLog other = TestLog.open("log", keys, "userA", access, 16);
    TestLog anyone = TestLog.open("log", keys, writer, TestLog.ANYONE, 16);
    anyone.append(new CborText("by " + writer));
    BlockSource source = anyone.blocks()::find;

    if (expected) {
      assertThat(own.append(new CborText("by " + writer))).isEqualTo(anyone.log().heads().get(0));
      assertThat(other.join(anyone.log().heads(), source).entries()).hasSize(1);
    } else {
      assertThatThrownBy(() -> own.append(new CborText("by " + writer)))
          .isInstanceOf(AppendDeniedException.class);
      assertThatThrownBy(() -> other.join(anyone.log().heads(), source))
          .isInstanceOf(AppendDeniedException.class);
      assertThat(other.heads()).isEmpty();
    }
  }
}
