/** Files of an ejabberd node (Debian's 23.01) that archives every message of every user in Postgres. */
export interface NodeSettings {
  domain: string;
  /** On 127.0.0.1: for clients, and for other servers. */
  clientPort: number;
  serverPort: number;
  databaseUrl: string;
  /** `ip:port` of the DNS server with the SRV records of both. */
  dns: string;
}

export function configuration({ domain, clientPort, serverPort, databaseUrl }: NodeSettings): string {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  return `hosts: [${domain}]
loglevel: warning
sql_type: pgsql
sql_server: ${JSON.stringify(hostname)}
sql_port: ${port || 5432}
sql_database: ${JSON.stringify(pathname.slice(1))}
sql_username: ${JSON.stringify(decodeURIComponent(username))}
sql_password: ${JSON.stringify(decodeURIComponent(password) || 'none')}
sql_pool_size: 10
default_db: sql
auth_method: sql
auth_password_format: plain
s2s_use_starttls: false
outgoing_s2s_families: [ipv4]
listen:
  - {port: ${clientPort}, ip: 127.0.0.1, module: ejabberd_c2s, max_stanza_size: 262144, shaper: none, access: all, starttls: false}
  - {port: ${serverPort}, ip: 127.0.0.1, module: ejabberd_s2s_in, max_stanza_size: 524288, shaper: none}
acl: {}
access_rules: {}
shaper: {}
modules:
  mod_mam: {default: always, db_type: sql, assume_mam_usage: true}
  mod_offline: {db_type: sql}
  mod_s2s_dialback: {}
  mod_roster: {}
`;
}

/**
 * Where the Erlang VM asks for SRV records: our DNS server. Their targets it looks up by the system's own means, so they must be
 * names that every machine knows: localhost.
 */
export function inetrc({ dns }: NodeSettings): string {
  const [ip = '', port = ''] = dns.split(':');
  return ['{lookup,[file,dns]}.', '{resolv_conf,""}.', `{nameserver,{${ip.replaceAll('.', ',')}},${port}}.`, ''].join(
    '\n',
  );
}

/** Users `<prefix>0` … of a node, all with one password. */
export const USERS_SQL = `insert into users (username, password)
  select $1 || n, $2 from generate_series(0, $3::int - 1) n`;
