package io.debros.store.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process with the classes of the test, on this machine's Java. */
public final class JavaProcess {
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

  /** Exit code of a process after {@code kill -9}. */
  public static final int KILLED = 128 + 9;

  private JavaProcess() {}

  /**
   * Starts one that lives briefly. Its errors go to those of the test.
   *
   * @param unpacked where native libraries are unpacked, for processes that run one after the
   *     other; made if absent, best below the directory of the test, as nobody else removes them
   * @param options of the virtual machine, after those for a quick start
   */
  public static Process start(
      Path unpacked, List<String> options, Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + unpacked);
    command.add("-Djava.library.path=" + unpacked);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      Files.createDirectories(unpacked);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("ROCKSDB_SHAREDLIB_DIR", unpacked.toString());
      return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new AssertionError("Process could not be started: " + command, e);
    }
  }

  /**
   * What a process prints until it ends by itself.
   *
   * @throws AssertionError if it does not end well
   */
  public static List<String> linesToTheEnd(Process process) {
    List<String> lines = process.inputReader().lines().toList();
    requireExitCode(process, 0);
    return lines;
  }

  /**
   * Kills a process with {@code kill -9} when it has printed a line.
   *
   * @return what it printed before
   * @throws AssertionError if it ends without the line
   */
  public static List<String> killAt(String line, Process process) {
    List<String> lines =
        process.inputReader().lines().takeWhile(text -> !text.equals(line)).toList();
    process.toHandle().destroyForcibly();
    requireExitCode(process, KILLED);
    return lines;
  }

  /** Waits for the end of a process. */
  public static void requireExitCode(Process process, int expected) {
    try {
      int code = process.waitFor();
      if (code != expected) {
        throw new AssertionError("Process ended with " + code + " instead of " + expected);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while a process ran", e);
    }
  }
}
