// How NATS is reached, as its own clients are told. Nothing of this but the servers without what is secret in them is ever printed or kept.

export interface NatsSettings {
  /** URLs such as `nats://host:4222` or `tls://host:4222`, without user or password. */
  readonly servers: readonly string[];
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** A `.creds` file, as nsc writes it. */
  readonly credentialsFile?: string;
  readonly nkeyFile?: string;
  /** Files in PEM: whom to trust, and who we are. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
}
