package io.debros.jpa.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.debros.jpa.document.NumberClaims.Claim;
import io.debros.store.DebrosNode;
import io.debros.store.NodeSettings;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.database.DatabaseOptions;
import io.debros.store.database.KeyValueDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NumberClaimsTest {
  private final DebrosNode node = DebrosNode.open(NodeSettings.inMemory());
  private final DocumentStores stores = DocumentStores.of(node, List.of());
  private final NumberClaims claims = stores.claims("claims");
  private final KeyValueDatabase rows =
      node.openKeyValue("claims", DatabaseOptions.defaults()); // the same one

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void claim_oneAfterTheOther_goesOnBehindTheLast() {
    List<Claim> planned = new ArrayList<>();
    List<Claim> told = new ArrayList<>();
    claims.addListener(told::add);

    Claim first = claims.claim("posts", 1, 50, planned::add);
    Claim second = claims.claim("posts", 1, 10, planned::add);
    Claim other = claims.claim("a/b ü", 100, 1, planned::add);

    assertThat(first).isEqualTo(new Claim("posts", 1, 50, stores.identityId()));
    assertThat(second).isEqualTo(new Claim("posts", 51, 60, stores.identityId()));
    assertThat(other).isEqualTo(new Claim("a/b ü", 100, 100, stores.identityId()));
    assertThat(planned).containsExactly(first, second, other);
    assertThat(told).isEqualTo(planned);
    assertThat(claims.count()).isEqualTo(3);
    assertThat(rows.find("posts/0000000000000000050/" + stores.identityId()))
        .isEqualTo(new CborInt(1));
  }

  @Test
  void claim_rowsThatAreNone_areNotSeen() {
    rows.put("posts/9999999999999999999/x", new CborInt(1));
    rows.put("posts/0000000000000000009/x", new CborText("1"));
    rows.put("posts/0000000000000000008/x", new CborInt(9));
    rows.put("posts/0000000000000000007/x", new CborInt(0));
    rows.put("posts/7/x", new CborInt(1));
    rows.put("posts/0000000000000000005", new CborInt(1));
    rows.put("posts/0000000000000000003/x/y", new CborInt(2));

    assertThat(claims.claim("posts", 1, 2, claim -> {}).from()).isEqualTo(4);
  }

  @Test
  void claim_atTheEndOfTheNumbers_takesWhatIsLeft() {
    Claim last = claims.claim("posts", Long.MAX_VALUE - 1, 50, claim -> {});

    assertThat(last.to()).isEqualTo(Long.MAX_VALUE);
    assertThatIllegalStateException()
        .isThrownBy(() -> claims.claim("posts", 1, 1, claim -> {}))
        .withMessageContaining("Sequence has no more numbers {sequence=posts, database=claims}");
  }

  @Test
  void collidesWith_onlyNumbersOfTheSameSequence() {
    Claim claim = new Claim("posts", 10, 19, "a");

    assertThat(claim.collidesWith(claim)).isFalse();
    assertThat(claim.collidesWith(new Claim("posts", 19, 30, "b"))).isTrue();
    assertThat(claim.collidesWith(new Claim("posts", 1, 100, "a"))).isTrue();
    assertThat(claim.collidesWith(new Claim("posts", 20, 30, "b"))).isFalse();
    assertThat(claim.collidesWith(new Claim("users", 10, 19, "b"))).isFalse();
  }
}
