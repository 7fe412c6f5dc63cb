package io.debros.store.libp2p.gossipsub;

import static io.debros.store.error.Problem.problem;

/**
 * How many peers a mesh has.
 *
 * @param wanted peers when it is made, grown or cut back
 * @param low below this it grows
 * @param high above this it is cut back, and further peers are turned away
 * @param best that stay for their score when it is cut back
 * @param outbound peers at least, if there are such, to which this node made the connection: those
 *     that came by themselves may all be one attacker
 */
public record MeshDegrees(int wanted, int low, int high, int best, int outbound) {
  /** In order, so that a mesh that was grown or cut back stays as it is. */
  public MeshDegrees {
    if (low < 1 || low > wanted || wanted > high || best > wanted || outbound >= low) {
      throw new IllegalArgumentException(
          problem("Degrees of a mesh do not fit together")
              .at("wanted", wanted)
              .at("low", low)
              .at("high", high)
              .at("best", best)
              .at("outbound", outbound)
              .advice("Give low <= wanted <= high, best <= wanted and outbound < low")
              .toString());
    }
  }

  /** 6, between 4 and 12; the 4 best stay; 2 outbound: those of JavaScript. */
  public static MeshDegrees defaults() {
    return new MeshDegrees(6, 4, 12, 4, 2);
  }
}
