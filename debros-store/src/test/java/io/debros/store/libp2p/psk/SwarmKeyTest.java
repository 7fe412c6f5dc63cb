package io.debros.store.libp2p.psk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.store.error.StorageException;
import io.debros.store.testing.Mutations;
import io.debros.store.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmKeyTest {
  private static final String HEX =
      "6189c5cf0b87fb800c1a9feeda73c6ab5e998db48fb9e6a978575c770ceef683";
  private static final String HEADER = "/key/swarm/psk/1.0.0/";

  @TempDir Path directory;

  @Test
  void fingerprint_publicTestKey_isTheOneThatGoAndRustPrint() {
    SwarmKey key = parse(HEADER + "\n/base16/\n" + HEX);

    assertThat(key.fingerprint()).isEqualTo("45fc986bbc9388a11d939df26f730f0c");
    assertThat(key).hasToString("swarm key 45fc986bbc9388a11d939df26f730f0c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void parse_linesEndAsOnAnySystem_isTheSameKey(String end) {
    SwarmKey key = parse(HEADER + end + "/base16/" + end + HEX.toUpperCase() + end + end);

    assertThat(key).isEqualTo(parse(HEADER + "\n/base16/\n" + HEX));
  }

  @Test
  void parse_everyEncoding_isTheSameKey() {
    byte[] bytes = HexFormat.of().parseHex(HEX);
    byte[] binary = Arrays.copyOf((HEADER + "\n/bin/\n").getBytes(US_ASCII), 28 + 32);
    System.arraycopy(bytes, 0, binary, 28, 32);

    assertThat(parse(HEADER + "\n/base64/\n" + Base64.getEncoder().encodeToString(bytes) + "\n"))
        .isEqualTo(parse(HEADER + "\n/base16/\n" + HEX))
        .isEqualTo(SwarmKey.parse(binary))
        .hasSameHashCodeAs(SwarmKey.parse(binary));
  }

  @Test
  void parse_ownFileContent_isTheSameKeyAndHasTheUsualLength() {
    SwarmKey key = SwarmKey.generate(new SecureRandom());

    assertThat(parse(key.fileContent())).isEqualTo(key);
    assertThat(key.fileContent()).hasSize(96);
    assertThat(SwarmKey.generate(new SecureRandom())).isNotEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; first line is not /key/swarm/psk/1.0.0/",
        "/key/swarm/psk/2.0.0/|/base16/|5ec2e7; first line is not /key/swarm/psk/1.0.0/",
        "5ec2e7; first line is not /key/swarm/psk/1.0.0/",
        "/key/swarm/psk/1.0.0/; second line is not /base16/, /base64/ or /bin/",
        "/key/swarm/psk/1.0.0/|5ec2e7; second line is not /base16/, /base64/ or /bin/",
        "/key/swarm/psk/1.0.0/|/base16/|; has 0 bytes in place of 32",
        "/key/swarm/psk/1.0.0/|/base16/|5ec2e7; has 3 bytes in place of 32",
        "/key/swarm/psk/1.0.0/|/base16/|5ec2e7x; not written in base16",
        "/key/swarm/psk/1.0.0/|/base16/|5ec2e7|5ec2e7; not written in base16",
        "/key/swarm/psk/1.0.0/|/base64/|5ec2e7=x; not written in base64",
        "/key/swarm/psk/1.0.0/|/bin/|5ec2e7; has 6 bytes in place of 32"
      })
  void parse_brokenContent_saysWhatIsWrongWithoutShowingIt(String content, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(content.replace('|', '\n')))
        .withMessageContaining("Swarm key cannot be read")
        .withMessageContaining(reason)
        .withMessageNotContaining("5ec2e7")
        .withNoCause();
  }

  @Test
  void parse_tooLong_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(HEADER + "\n/base16/\n" + HEX + " ".repeat(1024)))
        .withMessageContaining("more than 1024 bytes");
  }

  @Test
  void parse_mutatedContent_isAKeyOrAnIllegalArgument() {
    byte[] content = (HEADER + "\n/base64/\n" + "A".repeat(43) + "=\n").getBytes(US_ASCII);
    Property.check(
        500,
        random -> {
          byte[] mutated = Mutations.of(content, random);
          try {
            assertThat(parse(SwarmKey.parse(mutated).fileContent()))
                .isEqualTo(SwarmKey.parse(mutated));
          } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("Swarm key cannot be read");
          }
        });
  }

  @Test
  void read_files_namesThoseThatCannotBeUsed() throws IOException {
    Path good = Files.writeString(directory.resolve("swarm.key"), HEADER + "\n/base16/\n" + HEX);
    Path bad = Files.writeString(directory.resolve("bad.key"), HEADER + "\n/base16/\n" + "5ec2e7");

    assertThat(SwarmKey.read(good).fingerprint()).startsWith("45fc986b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SwarmKey.read(bad))
        .withMessageContaining("bad.key")
        .withMessageContaining("has 3 bytes");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> SwarmKey.read(directory.resolve("none.key")))
        .withMessageContaining("none.key");
  }

  private static SwarmKey parse(String content) {
    return SwarmKey.parse(content.getBytes(US_ASCII));
  }
}
