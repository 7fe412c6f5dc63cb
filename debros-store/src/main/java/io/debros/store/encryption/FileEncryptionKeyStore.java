package io.debros.store.encryption;

import static io.debros.store.error.Problem.problem;

import io.debros.store.dagcbor.CborValue.CborBytes;
import io.debros.store.dagcbor.CborValue.CborInt;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.CborValue.CborText;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.error.BadBlockException;
import io.debros.store.error.StorageException;
import io.debros.store.identity.SecretFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 *   <id>.secret     dag-cbor {id, name, secret, version}, as SecretFiles keeps it
 *   <id>.forgotten  nothing: the key was destroyed. Written before the secret is erased, so a crash
 *                   between the two is completed by the next load.
 */
/** Encryption keys as files beside the private keys of a node, under the same protection. */
public final class FileEncryptionKeyStore implements EncryptionKeyStore {
  private static final String SECRET = ".secret";
  private static final String FORGOTTEN = ".forgotten";
  private static final byte[] MARK = {1};

  private final SecretFiles files;

  public FileEncryptionKeyStore(SecretFiles files) {
    this.files = files;
  }

  @Override
  public synchronized List<EncryptionKey> load() {
    forgotten().forEach(id -> files.erase(id + SECRET));
    List<EncryptionKey> keys = new ArrayList<>();
    for (String name : files.names(SECRET)) {
      byte[] content = files.find(name);
      if (content != null) {
        keys.add(decode(name, content));
      }
    }
    return keys;
  }

  @Override
  public synchronized Set<String> forgotten() {
    Set<String> ids = new TreeSet<>();
    for (String name : files.names(FORGOTTEN)) {
      ids.add(name.substring(0, name.length() - FORGOTTEN.length()));
    }
    return ids;
  }

  @Override
  public synchronized void put(EncryptionKey key) {
    files.create(key.id() + SECRET, encode(key));
  }

  @Override
  public synchronized void forget(String id) {
    files.create(id + FORGOTTEN, MARK);
    files.erase(id + SECRET);
  }

  static byte[] encode(EncryptionKey key) {
    return DagCbor.encode(
        CborMap.builder()
            .put("id", new CborText(key.id()))
            .put("name", new CborText(key.name()))
            .put("secret", CborBytes.of(key.raw()))
            .put("version", new CborInt(key.version()))
            .build());
  }

  private static EncryptionKey decode(String file, byte[] content) {
    EncryptionKey key = read(content);
    if (key == null || !file.equals(key.id() + SECRET)) {
      throw new StorageException(
          problem("File of an encryption key is damaged")
              .at("file", file)
              .advice("Restore it from a backup; what it protects cannot be read without it"));
    }
    return key;
  }

  /** Null if the bytes are no key. */
  static @Nullable EncryptionKey read(byte[] content) {
    try {
      if (DagCbor.decode(content) instanceof CborMap map
          && map.find("id") instanceof CborText id
          && map.find("name") instanceof CborText name
          && map.find("secret") instanceof CborBytes secret
          && map.find("version") instanceof CborInt version) {
        return EncryptionKey.of(id.value(), name.value(), (int) version.value(), secret.value());
      }
    } catch (BadBlockException | IllegalArgumentException damaged) {
      return null;
    }
    return null;
  }
}
