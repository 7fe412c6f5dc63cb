package io.debros.store.libp2p.peer;

/**
 * One step of a {@link Multiaddr}.
 *
 * @param protocol what the step is
 * @param value its text; empty if the protocol has none
 */
public record AddressPart(AddressProtocol protocol, String value) {}
