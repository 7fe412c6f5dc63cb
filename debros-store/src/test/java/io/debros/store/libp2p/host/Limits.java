package io.debros.store.libp2p.host;

import java.time.Duration;

/** Limits that are the defaults save one. */
final class Limits {
  private static final HostLimits USUAL = HostLimits.defaults();

  private Limits() {}

  static HostLimits connections(int all, int ofAddress, int pending, int perSecond) {
    return of(
        all,
        ofAddress,
        pending,
        perSecond,
        USUAL.streamsOfProtocol(),
        USUAL.opensPerSecond(),
        USUAL.unreadOfPeer(),
        USUAL.waitingOfAll(),
        USUAL.upgradeTime(),
        USUAL.negotiationTime(),
        USUAL.pingInterval(),
        USUAL.pingPatience());
  }

  static HostLimits streamsOfProtocol(int most) {
    return streams(most, USUAL.opensPerSecond(), USUAL.unreadOfPeer());
  }

  static HostLimits streams(int ofProtocol, int opensPerSecond, int unread) {
    return of(
        USUAL.connections(),
        USUAL.connectionsOfAddress(),
        USUAL.pendingInbound(),
        USUAL.inboundPerSecond(),
        ofProtocol,
        opensPerSecond,
        unread,
        USUAL.waitingOfAll(),
        USUAL.upgradeTime(),
        USUAL.negotiationTime(),
        USUAL.pingInterval(),
        USUAL.pingPatience());
  }

  static HostLimits waiting(long ofAll) {
    return of(
        USUAL.connections(),
        USUAL.connectionsOfAddress(),
        USUAL.pendingInbound(),
        USUAL.inboundPerSecond(),
        USUAL.streamsOfProtocol(),
        USUAL.opensPerSecond(),
        USUAL.unreadOfPeer(),
        ofAll,
        USUAL.upgradeTime(),
        USUAL.negotiationTime(),
        USUAL.pingInterval(),
        USUAL.pingPatience());
  }

  static HostLimits times(Duration upgrade, Duration negotiation) {
    return of(
        USUAL.connections(),
        USUAL.connectionsOfAddress(),
        USUAL.pendingInbound(),
        USUAL.inboundPerSecond(),
        USUAL.streamsOfProtocol(),
        USUAL.opensPerSecond(),
        USUAL.unreadOfPeer(),
        USUAL.waitingOfAll(),
        upgrade,
        negotiation,
        USUAL.pingInterval(),
        USUAL.pingPatience());
  }

  static HostLimits pings(Duration interval, Duration patience) {
    return of(
        USUAL.connections(),
        USUAL.connectionsOfAddress(),
        USUAL.pendingInbound(),
        USUAL.inboundPerSecond(),
        USUAL.streamsOfProtocol(),
        USUAL.opensPerSecond(),
        USUAL.unreadOfPeer(),
        USUAL.waitingOfAll(),
        USUAL.upgradeTime(),
        USUAL.negotiationTime(),
        interval,
        patience);
  }

  private static HostLimits of(
      int all,
      int ofAddress,
      int pending,
      int perSecond,
      int ofProtocol,
      int opensPerSecond,
      int unread,
      long waiting,
      Duration upgrade,
      Duration negotiation,
      Duration interval,
      Duration patience) {
    return new HostLimits(
        all,
        ofAddress,
        pending,
        perSecond,
        ofProtocol,
        opensPerSecond,
        unread,
        waiting,
        upgrade,
        negotiation,
        interval,
        patience,
        2,
        USUAL.refusalTime());
  }
}
