package io.debros.store;

import io.debros.store.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link MemberProcess} as the test sees it. */
final class Member implements AutoCloseable {
  /** Far more than anything takes: only a test that fails waits for so long. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String END = "(end)";

  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Member(Process process) {
    this.process = process;
    this.commands = process.outputWriter();
    Thread reader = new Thread(this::read, "member-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one; its first answer is where it can be dialled.
   *
   * @param unpacked for native libraries; the first process must be ready before others use it, too
   * @param directory null to keep everything in memory
   */
  static Member start(Path unpacked, @Nullable Path directory) {
    Object[] arguments = directory == null ? new Object[0] : new Object[] {directory};
    return new Member(
        JavaProcess.start(unpacked, List.of("-Xmx64m"), MemberProcess.class, arguments));
  }

  /** Has it do something; {@link #answer} says when it is done. */
  void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String ask(String command) {
    tell(command);
    return answer();
  }

  /** The next line. */
  String answer() {
    try {
      String line = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("Process " + process.pid() + " does not answer: " + line);
      }
      return line;
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while a process ran", e);
    }
  }

  /** Waits until it has written all that it was told to. */
  void awaitWritten() {
    String line = answer();
    while (line.startsWith("ack ")) {
      line = answer();
    }
    if (!line.equals("written")) {
      throw new AssertionError("Process " + process.pid() + " says: " + line);
    }
  }

  /**
   * Kills it with {@code kill -9}.
   *
   * @return what it had said that nobody has read
   */
  List<String> kill() {
    process.toHandle().destroyForcibly();
    JavaProcess.requireExitCode(process, JavaProcess.KILLED);
    List<String> rest = new ArrayList<>();
    try {
      for (String line = answers.take(); !line.equals(END); line = answers.take()) {
        rest.add(line);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while a process was killed", e);
    }
    return rest;
  }

  /** Lets it close its node and end by itself. */
  void end() throws IOException {
    commands.close();
    JavaProcess.requireExitCode(process, 0);
  }

  /** Ends it if it still runs. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(answers::add);
    } catch (IOException | UncheckedIOException killed) {
      System.out.println("Member: " + killed);
    } finally {
      answers.add(END);
    }
  }
}
