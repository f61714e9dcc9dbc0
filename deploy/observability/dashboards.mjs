/** The dashboards, as what they show; generate.mjs writes them as Grafana wants them. */

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const WIDTH = 8;
const HEIGHT = 8;

/** A panel: title, unit, and queries as [legend, PromQL]. */
const panel = (title, unit, ...queries) => ({ title, unit, queries });

function laidOut(panels) {
  return panels.map(({ title, unit, queries }, index) => ({
    id: index + 1,
    title,
    type: 'timeseries',
    datasource: DATASOURCE,
    gridPos: { x: (index % 3) * WIDTH, y: Math.floor(index / 3) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 8, showPoints: 'never' } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([legendFormat, expr], n) => ({
      refId: String.fromCharCode(65 + n),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  }));
}

function board(uid, title, panels, variables = []) {
  return {
    uid,
    title,
    tags: ['iimp'],
    schemaVersion: 39,
    editable: false,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
        ...variables.map(([name, metric]) => ({
          name,
          type: 'query',
          datasource: DATASOURCE,
          query: `label_values(${metric}, ${name})`,
          refresh: 2,
          includeAll: true,
          multi: true,
          allValue: '.*',
          current: { text: 'All', value: '$__all' },
        })),
      ],
    },
    panels: laidOut(panels),
  };
}

const rate = (metric, by, labels = '') => `sum by (${by}) (rate(${metric}{${labels}}[$__rate_interval]))`;
const quantile = (q, metric, by, labels = '') =>
  `histogram_quantile(${q}, sum by (${[...by, 'le'].join(', ')}) (rate(${metric}_bucket{${labels}}[$__rate_interval])))`;
const quantiles = (metric, labels) => [
  ['half', quantile(0.5, metric, [], labels)],
  ['99 of 100', quantile(0.99, metric, [], labels)],
];

/** Long polls, streams and attachments take as long as they take. */
const QUICK = 'route!~".*/(sync|stream|attachments.*)"';
/** Names like `process_…` and `nodejs_…` are others' too. */
const OURS = 'job="iimp"';
const SERVICE = `${OURS}, service=~"$service"`;

export const DASHBOARDS = [
  board('iimp-overview', 'IIMP: overview', [
    panel('Messages accepted', 'cps', ['from {{origin}}', rate('iimp_messages_accepted_total', 'origin')]),
    panel('Messages delivered to other domains', 'cps', [
      '{{outcome}}',
      rate('iimp_delivery_messages_total', 'outcome'),
    ]),
    panel('From accepting to the commit at the other domain', 's', ...quantiles('iimp_delivery_latency_seconds')),
    panel('Oldest message that waits', 's', ['{{state}}', 'max by (state) (iimp_delivery_oldest_seconds)']),
    panel('Messages that wait', 'short', ['{{state}}', 'max by (state) (iimp_delivery_backlog)']),
    panel('Destinations with messages that wait', 'short', [
      '{{state}}',
      'max by (state) (iimp_delivery_destinations)',
    ]),
    panel('Requests', 'reqps', [
      '{{service}} {{status}}',
      rate('iimp_http_request_duration_seconds_count', 'service, status'),
    ]),
    panel('Refusals', 'cps', ['{{code}}', rate('iimp_refusals_total', 'code')]),
    panel('Duplicates', 'cps', ['from {{origin}}', rate('iimp_messages_duplicates_total', 'origin')]),
    panel(
      'From a commit to whoever waits for it',
      's',
      ['to the process, 99 of 100', quantile(0.99, 'iimp_messaging_lag_seconds', [], 'pattern="mailbox.grown"')],
      ['there, 99 of 100', quantile(0.99, 'iimp_sync_answer_lag_seconds', [])],
    ),
    panel('Messages in quarantine', 'short', ['{{pattern}}', 'max by (pattern) (iimp_quarantine_messages)']),
    panel('Processes that answer', 'short', ['{{service}}', `sum by (service) (up{${OURS}})`]),
    panel('Domains without their private key', 'short', ['{{service}}', 'max by (service) (iimp_domains_unsigned)']),
  ]),
  board('iimp-delivery', 'IIMP: delivery', [
    panel('Outcomes', 'cps', ['{{outcome}}', rate('iimp_delivery_messages_total', 'outcome')]),
    panel('Posts', 'reqps', ['{{answer}}', rate('iimp_delivery_post_duration_seconds_count', 'answer')]),
    panel('Time of a post', 's', ...quantiles('iimp_delivery_post_duration_seconds')),
    panel('Messages in a post', 'short', [
      'mean',
      'sum(rate(iimp_delivery_post_messages_sum[$__rate_interval])) / sum(rate(iimp_delivery_post_messages_count[$__rate_interval]))',
    ]),
    panel('From accepting to the commit at the other domain', 's', ...quantiles('iimp_delivery_latency_seconds')),
    panel('Oldest message that waits', 's', ['{{state}}', 'max by (state) (iimp_delivery_oldest_seconds)']),
    panel('Destinations served now', 'short', ['{{instance}}', 'sum by (instance) (iimp_delivery_sessions)']),
    panel('Destinations that wait for a slot', 'short', [
      '{{instance}}',
      'sum by (instance) (iimp_queue_depth{queue="destinations that wait for a slot"})',
    ]),
    panel('Workers, as each of them sees it', 'short', ['{{instance}}', 'max by (instance) (iimp_delivery_workers)']),
    panel('Leases', 'cps', ['{{what}}', rate('iimp_delivery_leases_total', 'what')]),
    panel('From a wake-up to its handling', 's', [
      '99 of 100',
      quantile(0.99, 'iimp_messaging_lag_seconds', [], 'pattern="delivery.wake"'),
    ]),
    panel('Look-ups that the cache answered', 'percentunit', [
      '{{cache}}',
      'sum by (cache) (rate(iimp_cache_lookups_total{result="hit"}[$__rate_interval])) / sum by (cache) (rate(iimp_cache_lookups_total[$__rate_interval]))',
    ]),
    panel(
      'Attachments fetched',
      'cps',
      ['{{result}}', rate('iimp_attachments_fetches_total', 'result')],
      ['running', 'sum(iimp_attachments_fetches_running)'],
    ),
  ]),
  board(
    'iimp-services',
    'IIMP: services',
    [
      panel('Requests', 'reqps', [
        '{{method}} {{route}}',
        rate('iimp_http_request_duration_seconds_count', 'method, route', SERVICE),
      ]),
      panel('Requests that fail', 'percentunit', [
        '{{service}}',
        `sum by (service) (rate(iimp_http_request_duration_seconds_count{${SERVICE}, status="5xx"}[$__rate_interval])) / sum by (service) (rate(iimp_http_request_duration_seconds_count{${SERVICE}}[$__rate_interval]))`,
      ]),
      panel('Time of requests', 's', [
        '{{route}}, 99 of 100',
        quantile(0.99, 'iimp_http_request_duration_seconds', ['route'], `${SERVICE}, ${QUICK}`),
      ]),
      panel('Requests that are being answered', 'short', [
        '{{service}} {{listener}}',
        `sum by (service, listener) (iimp_http_requests_running{${SERVICE}})`,
      ]),
      panel('Long polls and streams that wait', 'short', [
        '{{instance}}',
        `sum by (instance) (iimp_sync_waiters{${SERVICE}})`,
      ]),
      panel('What waits in buffers', 'short', [
        '{{instance}} {{queue}}',
        `sum by (instance, queue) (iimp_queue_depth{${SERVICE}})`,
      ]),
      panel('CPU', 'short', ['{{instance}}', rate('process_cpu_seconds_total', 'instance', SERVICE)]),
      panel('Resident memory', 'bytes', [
        '{{instance}}',
        `max by (instance) (process_resident_memory_bytes{${SERVICE}})`,
      ]),
      panel('Heap', 'bytes', ['{{instance}} {{part}}', `max by (instance, part) (nodejs_heap_bytes{${SERVICE}})`]),
      panel('Lateness of the event loop', 's', [
        '{{instance}}, {{percentile}} of 100',
        `max by (instance, percentile) (nodejs_eventloop_delay_seconds{${SERVICE}})`,
      ]),
      panel('Time of garbage collection', 'percentunit', [
        '{{instance}}',
        rate('nodejs_gc_seconds_total', 'instance', SERVICE),
      ]),
      panel('Age of the process', 's', [
        '{{instance}}',
        `time() - max by (instance) (process_start_time_seconds{${SERVICE}})`,
      ]),
    ],
    [['service', `process_start_time_seconds{${OURS}}`]],
  ),
  board(
    'iimp-stores',
    'IIMP: Postgres and broker, as seen by us',
    [
      panel('Statements', 'ops', [
        '{{statement}}',
        `topk(12, ${rate('iimp_db_statement_duration_seconds_count', 'statement', SERVICE)})`,
      ]),
      panel('Statements that fail', 'ops', [
        '{{statement}}',
        rate('iimp_db_statement_duration_seconds_count', 'statement', `${SERVICE}, result="failed"`),
      ]),
      panel('Time of statements, 99 of 100', 's', [
        '{{statement}}',
        `topk(12, ${quantile(0.99, 'iimp_db_statement_duration_seconds', ['statement'], SERVICE)})`,
      ]),
      panel('Time in statements', 'percentunit', [
        '{{statement}}',
        `topk(12, ${rate('iimp_db_statement_duration_seconds_sum', 'statement', SERVICE)})`,
      ]),
      panel(
        'Connections',
        'short',
        ['{{state}}', `sum by (state) (iimp_db_connections{${SERVICE}})`],
        ['at most', `sum(iimp_db_connections_max{${SERVICE}})`],
      ),
      panel('Messages in a transaction', 'short', [
        'mean',
        'sum(rate(iimp_messages_accepted_total[$__rate_interval])) / sum(rate(iimp_messages_batches_total[$__rate_interval]))',
      ]),
      panel('Processes with a broker', 'short', [
        '{{service}}',
        `sum by (service) (iimp_broker_connected{${SERVICE}})`,
      ]),
      panel('Sent', 'cps', ['{{pattern}}', rate('iimp_messaging_published_total', 'pattern', SERVICE)]),
      panel('Handled', 'cps', ['{{pattern}}', rate('iimp_messaging_handled_total', 'pattern', SERVICE)]),
      panel(
        'Tried again, quarantined, thrown away',
        'cps',
        ['{{pattern}} again', rate('iimp_messaging_retried_total', 'pattern', SERVICE)],
        ['{{pattern}} quarantined', rate('iimp_messaging_quarantined_total', 'pattern', SERVICE)],
        ['{{pattern}} thrown away', rate('iimp_messaging_dropped_total', 'pattern', SERVICE)],
      ),
      panel('From what a message tells to its handling, 99 of 100', 's', [
        '{{pattern}}',
        quantile(0.99, 'iimp_messaging_lag_seconds', ['pattern'], SERVICE),
      ]),
      panel('Messages in quarantine', 'short', ['{{pattern}}', 'max by (pattern) (iimp_quarantine_messages)']),
    ],
    [['service', `process_start_time_seconds{${OURS}}`]],
  ),
];
