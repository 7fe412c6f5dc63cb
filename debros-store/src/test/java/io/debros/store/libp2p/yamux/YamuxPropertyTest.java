package io.debros.store.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.debros.store.testing.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Two sessions joined by pipes that cut their bytes anywhere: every stream carries what was written
 * to it, in order and to its end, each direction for itself, whatever window, queue and reading
 * pace.
 */
class YamuxPropertyTest {
  private static final int STREAMS = 6;
  private static final int MOST = 600_000;

  @Test
  void streams_anyInterleavingAndSplitting_carryWhatWasWritten() {
    Property.check(40, random -> new Run(random).check());
  }

  /** One history of two sides. */
  private static final class Run {
    private final RandomGenerator random;
    private final Side dialer;
    private final Side listener;

    Run(RandomGenerator random) {
      this.random = random;
      this.dialer = new Side(YamuxSession.dialer(settings(), 0));
      this.listener = new Side(YamuxSession.listener(settings(), 0));
    }

    void check() {
      for (int step = 0; step < 400; step++) {
        Side side = random.nextBoolean() ? dialer : listener;
        side.act(random);
        transfer(dialer, listener, random.nextInt(70_000));
        transfer(listener, dialer, random.nextInt(70_000));
      }
      do {
        dialer.finish();
        listener.finish();
      } while (transfer(dialer, listener, MOST) | transfer(listener, dialer, MOST));

      for (Side side : List.of(dialer, listener)) {
        assertThat(side.session.streams()).isEmpty();
        assertThat(side.session.unreadBytes()).isZero();
        assertThat(side.session.canOpen()).isTrue();
      }
      dialer.talks.forEach((id, talk) -> compare(talk, talkOf(listener, id)));
      listener.talks.forEach((id, talk) -> compare(talk, talkOf(dialer, id)));
    }

    private YamuxSettings settings() {
      int window = YamuxSettings.INITIAL_WINDOW + random.nextInt(2) * random.nextInt(500_000);
      return new YamuxSettings(window, 99, 99, 99, 1 + random.nextInt(300_000), 99 * window / 9);
    }

    private static Talk talkOf(Side side, int id) {
      Talk talk = side.talks.get(id);
      assertThat(talk).as("the other side of stream %s", id).isNotNull();
      return talk;
    }

    private static void compare(Talk from, Talk to) {
      byte[] written = from.written.toByteArray();
      byte[] read = to.read.toByteArray();
      if (from.isReset || to.isReset) {
        assertThat(read.length).isLessThanOrEqualTo(written.length);
        assertThat(Arrays.equals(read, Arrays.copyOf(written, read.length))).isTrue();
      } else {
        assertThat(Arrays.equals(read, written)).as("bytes of stream %s", from.stream).isTrue();
        assertThat(to.isEnded).isTrue();
      }
    }

    /** Moves about so many bytes in random pieces; whether there were any. */
    private boolean transfer(Side from, Side to, int count) {
      boolean isMoved = false;
      for (int moved = 0; moved < count; ) {
        if (!from.pipe.hasRemaining()) {
          byte[] output = from.session.pollOutput();
          if (output == null) {
            return isMoved;
          }
          from.pipe = ByteBuffer.wrap(output);
        }
        int piece = Math.min(from.pipe.remaining(), 1 + random.nextInt(30_000));
        to.session.receive(from.pipe.slice(from.pipe.position(), piece), 0);
        from.pipe.position(from.pipe.position() + piece);
        moved += piece;
        isMoved = true;
        to.takeEvents();
        from.takeEvents();
      }
      return isMoved;
    }
  }

  /** One session and what its user knows. */
  private static final class Side {
    private final YamuxSession session;
    private final Map<Integer, Talk> talks = new HashMap<>();
    private ByteBuffer pipe = ByteBuffer.allocate(0);

    Side(YamuxSession session) {
      this.session = session;
    }

    void act(RandomGenerator random) {
      if (talks.size() < STREAMS && session.canOpen() && random.nextInt(4) == 0) {
        add(session.open());
      }
      for (Talk talk : new ArrayList<>(talks.values())) {
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> talk.write(random, random.nextInt(200_000));
          case 3 -> talk.writeWhole(random, random.nextInt(100_000));
          case 4, 5, 6, 7 -> talk.read();
          case 8 -> talk.endIf(random.nextInt(10) == 0);
          case 9 -> talk.resetIf(random.nextInt(100) == 0);
          default -> {}
        }
      }
    }

    /** Reads what is there, and ends what is open. */
    void finish() {
      for (Talk talk : talks.values()) {
        talk.read();
        talk.endIf(true);
      }
    }

    void takeEvents() {
      for (YamuxEvent event = session.pollEvent(); event != null; event = session.pollEvent()) {
        if (event instanceof YamuxEvent.Opened opened) {
          add(opened.stream());
        } else if (event instanceof YamuxEvent.Ended ended) {
          assertThat(talk(ended.stream()).isEnded).as("ended once").isFalse();
          talk(ended.stream()).isEnded = true;
        } else if (event instanceof YamuxEvent.Reset reset) {
          talk(reset.stream()).isReset = true;
        } else if (event instanceof YamuxEvent.Writable writable) {
          assertThat(talk(writable.stream()).isBlocked).as("waits to write").isTrue();
          talk(writable.stream()).isBlocked = false;
        } else {
          assertThat(event).isInstanceOf(YamuxEvent.Arrived.class);
        }
      }
    }

    private Talk talk(YamuxStream stream) {
      Talk talk = talks.get(stream.id());
      assertThat(talk).isNotNull();
      assertThat(talk.stream).isSameAs(stream);
      return talk;
    }

    private void add(YamuxStream stream) {
      assertThat(talks.put(stream.id(), new Talk(stream))).isNull();
    }
  }

  /** One side's view of one stream. */
  private static final class Talk {
    private final YamuxStream stream;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean isEnded;
    private boolean isReset;
    private boolean isBlocked;

    Talk(YamuxStream stream) {
      this.stream = stream;
    }

    void write(RandomGenerator random, int length) {
      if (mayWrite()) {
        byte[] data = bytes(random, length);
        int taken = stream.write(ByteBuffer.wrap(data));
        written.write(data, 0, taken);
        isBlocked = taken < length;
      }
    }

    void writeWhole(RandomGenerator random, int length) {
      if (mayWrite()) {
        byte[] data = bytes(random, length);
        isBlocked = !stream.writeWhole(data);
        written.write(data, 0, isBlocked ? 0 : length);
      }
    }

    void read() {
      read.writeBytes(stream.read());
    }

    void endIf(boolean isDecided) {
      if (isDecided) {
        stream.closeWrite();
      }
    }

    void resetIf(boolean isDecided) {
      if (isDecided && !stream.isFinished()) {
        stream.reset();
        isReset = true;
      }
    }

    private boolean mayWrite() {
      return !isBlocked && !stream.isWriteClosed() && !stream.isReset() && written.size() < MOST;
    }

    private static byte[] bytes(RandomGenerator random, int length) {
      byte[] data = new byte[length];
      random.nextBytes(data);
      return data;
    }
  }
}
