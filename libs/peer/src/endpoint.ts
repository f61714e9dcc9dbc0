/** Where a domain takes requests, and how URL, Host and TLS follow from it (profile §2). */

/** One place to connect to. */
export interface ConnectTarget {
  /** Host name or IP address. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
}

/** A base URL and where its connections go. The `ResolvedDomain` of the broker's messages is one. */
export interface PeerEndpoint {
  /** `https://host[:port][/prefix]`, without a slash at the end. SNI, the certificate's name and Host are taken from it. */
  readonly baseUrl: string;
  /**
   * SRV targets in the order to try. Host stays that of the base URL, the port of URL and Host is the target's own (profile §2).
   * Empty: host and port of the base URL.
   */
  readonly connect: readonly ConnectTarget[];
}

/** What a signature has to cover of one attempt (RFC 9421 `@authority`, `@path`, `@query`): targets may differ in their port. */
export interface AttemptTarget {
  /** Host and port as in Host, `:443` left out. */
  readonly authority: string;
  /** The base URL's prefix and the request's path. */
  readonly path: string;
  /** Without the question mark; '' when there is none. */
  readonly query: string;
}
