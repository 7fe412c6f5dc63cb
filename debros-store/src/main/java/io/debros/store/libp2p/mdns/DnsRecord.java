package io.debros.store.libp2p.mdns;

import java.util.List;

/** A record that discovery reads or writes. Names are in lower case, without a dot at the end. */
sealed interface DnsRecord {
  /** Whose record it is. */
  String name();

  /** For how many seconds it holds; 0 takes it back. */
  long ttl();

  /** A name stands for another one, which is an instance of the service that it names. */
  record Pointer(String name, long ttl, String target) implements DnsRecord {}

  /** What an instance says of itself. */
  record Text(String name, long ttl, List<String> strings) implements DnsRecord {}
}
