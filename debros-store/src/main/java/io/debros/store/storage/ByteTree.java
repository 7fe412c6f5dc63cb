package io.debros.store.storage;

import io.debros.store.storage.StorageReader.Direction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from bytes to bytes in unsigned order: an AVL tree whose updates copy one path
 * and share the rest, so that keeping an old version costs nothing. Thread-safe.
 */
final class ByteTree {
  static final ByteTree EMPTY = new ByteTree(null);

  private final @Nullable Node root;

  private ByteTree(@Nullable Node root) {
    this.root = root;
  }

  byte @Nullable [] find(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  ByteTree with(byte[] key, byte[] value) {
    return new ByteTree(insert(root, key, value));
  }

  ByteTree without(byte[] key) {
    return find(key) == null ? this : new ByteTree(remove(root, key));
  }

  ByteTree without(KeyRange range) {
    ByteTree left = this;
    Walk walk = walk(range, Direction.ASCENDING);
    while (walk.next()) {
      left = new ByteTree(remove(left.root, Rows.present(walk.key())));
    }
    return left;
  }

  Walk walk(KeyRange range, Direction direction) {
    return new Walk(range, direction == Direction.ASCENDING);
  }

  private static Node insert(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(key, value, null, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(key, value, node.left, node.right);
    }
    return order < 0
        ? balanced(node, insert(node.left, key, value), node.right)
        : balanced(node, node.left, insert(node.right, key, value));
  }

  private static @Nullable Node remove(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order < 0) {
      return balanced(node, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, remove(node.right, key));
    }
    return joined(node.left, node.right);
  }

  private static @Nullable Node joined(@Nullable Node left, @Nullable Node right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Node least = right;
    while (least.left != null) {
      least = least.left;
    }
    return balanced(least, left, remove(right, least.key));
  }

  /** The row of a node above two subtrees whose heights differ by at most two. */
  private static Node balanced(Node row, @Nullable Node left, @Nullable Node right) {
    int lean = height(left) - height(right);
    if (left != null && lean > 1) {
      return leanedLeft(row, left, right);
    }
    if (right != null && lean < -1) {
      return leanedRight(row, left, right);
    }
    return row.above(left, right);
  }

  private static Node leanedLeft(Node row, Node left, @Nullable Node right) {
    Node inner = left.right;
    return inner == null || height(left.left) >= inner.height
        ? left.above(left.left, row.above(inner, right))
        : inner.above(left.above(left.left, inner.left), row.above(inner.right, right));
  }

  private static Node leanedRight(Node row, @Nullable Node left, Node right) {
    Node inner = right.left;
    return inner == null || height(right.right) >= inner.height
        ? right.above(row.above(left, inner), right.right)
        : inner.above(row.above(left, inner.left), right.above(inner.right, right.right));
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  /** A walk in key order, standing before its first row. One thread at a time. */
  final class Walk {
    private final KeyRange range;
    private final boolean up;
    private final Deque<Node> path = new ArrayDeque<>();
    private @Nullable Node present;

    private Walk(KeyRange range, boolean up) {
      this.range = range;
      this.up = up;
      seek(root);
    }

    boolean next() {
      Node node = path.poll();
      present = node != null && range.contains(node.key) ? node : null;
      if (node != null) {
        descend(up ? node.right : node.left);
      }
      return present != null;
    }

    /** Null before the first row and after the last one. */
    byte @Nullable [] key() {
      return present == null ? null : present.key;
    }

    /** Null before the first row and after the last one. */
    byte @Nullable [] value() {
      return present == null ? null : present.value;
    }

    /** Puts the path to the first row of the range on the stack. */
    private void seek(@Nullable Node top) {
      Node node = top;
      while (node != null) {
        boolean before = up ? isBelow(node) : isAbove(node);
        if (!before) {
          path.push(node);
        }
        node = before == up ? node.right : node.left;
      }
    }

    private void descend(@Nullable Node top) {
      for (Node node = top; node != null; node = up ? node.left : node.right) {
        path.push(node);
      }
    }

    private boolean isBelow(Node node) {
      return Arrays.compareUnsigned(node.key, range.from()) < 0;
    }

    private boolean isAbove(Node node) {
      byte[] to = range.to();
      return to != null && Arrays.compareUnsigned(node.key, to) >= 0;
    }
  }

  private static final class Node {
    final byte[] key;
    final byte[] value;
    final @Nullable Node left;
    final @Nullable Node right;
    final int height;

    Node(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(height(left), height(right));
    }

    Node above(@Nullable Node newLeft, @Nullable Node newRight) {
      return new Node(key, value, newLeft, newRight);
    }
  }
}
