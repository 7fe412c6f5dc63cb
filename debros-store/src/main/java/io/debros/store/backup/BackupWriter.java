package io.debros.store.backup;

import static io.debros.store.error.Problem.problem;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.debros.store.dagcbor.CborValue.CborBool;
import io.debros.store.dagcbor.CborValue.CborMap;
import io.debros.store.dagcbor.DagCbor;
import io.debros.store.directory.DataFormat;
import io.debros.store.error.StorageException;
import io.debros.store.storage.Space;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Writes a backup, frame by frame. One thread at a time; throws {@link StorageException}. */
final class BackupWriter {
  private static final int ROWS_BYTES = 1 << 20;

  private final OutputStream output;
  private final MessageDigest digest = sha256();
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
  private long rowCount;
  private long bytes;

  BackupWriter(OutputStream output, boolean withKeys) {
    this.output = output;
    write(BackupFrame.FIRST_LINE.getBytes(UTF_8));
    CborMap header =
        CborMap.builder()
            .put("format", DataFormat.CURRENT)
            .put("keys", new CborBool(withKeys))
            .build();
    write(new BackupFrame(BackupFrame.HEADER, DagCbor.encode(header)));
  }

  void keyFile(String name, byte[] content) {
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer file = ByteBuffer.allocate(4 + text.length + content.length);
    write(
        new BackupFrame(
            BackupFrame.KEY_FILE, file.putInt(text.length).put(text).put(content).array()));
  }

  void space(Space space) {
    flushRows();
    write(new BackupFrame(BackupFrame.SPACE, space.name().getBytes(UTF_8)));
  }

  void row(byte[] key, byte[] value) {
    rows.writeBytes(ByteBuffer.allocate(4).putInt(key.length).array());
    rows.writeBytes(key);
    rows.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
    rows.writeBytes(value);
    rowCount++;
    if (rows.size() >= ROWS_BYTES) {
      flushRows();
    }
  }

  /** Says that this is all: only now it is a backup. */
  void end() {
    flushRows();
    byte[] sum = digest.digest();
    write(
        new BackupFrame(
            BackupFrame.END,
            ByteBuffer.allocate(8 + sum.length).putLong(rowCount).put(sum).array()));
    try {
      output.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  long rowCount() {
    return rowCount;
  }

  long bytes() {
    return bytes;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private void flushRows() {
    if (rows.size() > 0) {
      write(new BackupFrame(BackupFrame.ROWS, rows.toByteArray()));
      rows.reset();
    }
  }

  private void write(BackupFrame frame) {
    write(frame.head());
    write(frame.content());
    write(frame.sum());
  }

  private void write(byte[] part) {
    try {
      output.write(part);
    } catch (IOException e) {
      throw failed(e);
    }
    digest.update(part);
    bytes += part.length;
  }

  private static StorageException failed(IOException cause) {
    return new StorageException(
        problem("Backup cannot be written")
            .at("cause", cause)
            .advice("Check space and permissions where it goes"),
        cause);
  }
}
