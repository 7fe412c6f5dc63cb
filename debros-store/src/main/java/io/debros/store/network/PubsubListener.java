package io.debros.store.network;

import io.debros.store.libp2p.peer.PeerId;

/** Told what comes by pubsub. Host thread only. */
interface PubsubListener {
  /**
   * A message on a topic that is subscribed here.
   *
   * @param author who signed it
   */
  void delivered(String topic, PeerId author, byte[] data);

  void subscribed(PeerId peer, String topic);

  void unsubscribed(PeerId peer, String topic);
}
