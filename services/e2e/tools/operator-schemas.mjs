// The parts that k8s/ uses of resources whose schemas no npm package brings in a usable form (CloudNativePG 1.30 and its Barman Cloud
// plugin 0.16, RabbitMQ Cluster Operator 2.12), as JSON Schemas that refuse every other member.
const text = { type: 'string', minLength: 1 };
const size = { type: 'string', pattern: '^[0-9]+(Ki|Mi|Gi|Ti)$' };
const count = { type: 'integer', minimum: 1 };
const object = (properties, required = []) => ({ type: 'object', properties, required, additionalProperties: false });
const texts = { type: 'object', additionalProperties: { type: 'string' } };
const quantities = object({ cpu: { type: 'string', pattern: '^([0-9.]+|[0-9]+m)$' }, memory: size });
const resources = object({ requests: quantities, limits: quantities }, ['requests', 'limits']);
const secretKey = object({ name: text, key: text }, ['name', 'key']);
const compression = object({
  compression: { enum: ['bzip2', 'gzip', 'lz4', 'snappy', 'xz', 'zstd'] },
  maxParallel: count,
});
const barmanCloud = { const: 'barman-cloud.cloudnative-pg.io' };
const barmanParameters = object({ barmanObjectName: text, serverName: text }, ['barmanObjectName']);
/** RFC 3339, with its zone. */
const moment = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$',
};
/** Of a restore: a time, or the name of a restore point, for which the operator cannot choose the backup to begin with. */
const recoveryTarget = {
  oneOf: [
    object({ targetTime: moment, backupID: text }, ['targetTime']),
    object({ targetName: text, backupID: text }, ['targetName', 'backupID']),
  ],
};
const metadata = object({ name: text, namespace: text, labels: texts, annotations: texts }, ['name']);
const resource = (apiVersion, kind, spec) =>
  object({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata, spec }, [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
  ]);

const restricted = object({
  allowPrivilegeEscalation: { const: false },
  capabilities: object({ drop: { const: ['ALL'] } }, ['drop']),
});
const containers = {
  type: 'array',
  items: object({ name: text, securityContext: restricted }, ['name', 'securityContext']),
};
const podSecurity = object({
  runAsNonRoot: { const: true },
  seccompProfile: object({ type: { const: 'RuntimeDefault' } }, ['type']),
});
const pod = object({ securityContext: podSecurity, initContainers: containers, containers }, ['containers']);
const statefulSet = object({ spec: object({ template: object({ spec: pod }) }) });

export const OPERATOR_SCHEMAS = {
  'postgresql.cnpg.io/v1 Cluster': resource(
    'postgresql.cnpg.io/v1',
    'Cluster',
    object(
      {
        instances: count,
        enablePDB: { type: 'boolean' },
        imageName: text,
        primaryUpdateStrategy: { enum: ['unsupervised', 'supervised'] },
        bootstrap: {
          oneOf: [
            object({ initdb: object({ database: text, owner: text, dataChecksums: { type: 'boolean' } }) }, ['initdb']),
            object({ recovery: object({ source: text, recoveryTarget, database: text, owner: text }, ['source']) }, [
              'recovery',
            ]),
          ],
        },
        externalClusters: {
          type: 'array',
          items: object(
            {
              name: text,
              plugin: object({ name: barmanCloud, parameters: barmanParameters }, ['name', 'parameters']),
            },
            ['name', 'plugin'],
          ),
        },
        postgresql: object({
          parameters: texts,
          synchronous: object(
            {
              method: { enum: ['any', 'first'] },
              number: count,
              dataDurability: { enum: ['required', 'preferred'] },
              failoverQuorum: { type: 'boolean' },
            },
            ['method', 'number'],
          ),
        }),
        storage: object({ size, storageClass: text }, ['size']),
        walStorage: object({ size, storageClass: text }, ['size']),
        resources,
        affinity: object({
          enablePodAntiAffinity: { type: 'boolean' },
          topologyKey: text,
          podAntiAffinityType: { enum: ['preferred', 'required'] },
        }),
        plugins: {
          type: 'array',
          items: object({ name: barmanCloud, isWALArchiver: { type: 'boolean' }, parameters: barmanParameters }, [
            'name',
            'parameters',
          ]),
        },
      },
      ['instances', 'storage'],
    ),
  ),
  'postgresql.cnpg.io/v1 ScheduledBackup': resource(
    'postgresql.cnpg.io/v1',
    'ScheduledBackup',
    object(
      {
        schedule: { type: 'string', pattern: '^(\\S+ ){5}\\S+$' },
        immediate: { type: 'boolean' },
        backupOwnerReference: { enum: ['none', 'self', 'cluster'] },
        cluster: object({ name: text }, ['name']),
        method: { const: 'plugin' },
        pluginConfiguration: object({ name: barmanCloud }, ['name']),
      },
      // The default method is the one that is gone.
      ['schedule', 'cluster', 'method', 'pluginConfiguration'],
    ),
  ),
  'barmancloud.cnpg.io/v1 ObjectStore': resource(
    'barmancloud.cnpg.io/v1',
    'ObjectStore',
    object(
      {
        retentionPolicy: { type: 'string', pattern: '^[1-9][0-9]*[dwm]$' },
        configuration: object(
          {
            destinationPath: { type: 'string', pattern: '^s3://' },
            endpointURL: { type: 'string', pattern: '^https?://' },
            endpointCA: secretKey,
            s3Credentials: object({ accessKeyId: secretKey, secretAccessKey: secretKey }, [
              'accessKeyId',
              'secretAccessKey',
            ]),
            wal: compression,
            data: compression,
          },
          ['destinationPath'],
        ),
        instanceSidecarConfiguration: object({ resources }),
      },
      ['configuration'],
    ),
  ),
  'rabbitmq.com/v1beta1 RabbitmqCluster': resource(
    'rabbitmq.com/v1beta1',
    'RabbitmqCluster',
    object({
      replicas: count,
      image: text,
      persistence: object({ storage: size, storageClassName: text }),
      resources,
      override: object({ statefulSet }),
      rabbitmq: object({ additionalConfig: { type: 'string' }, additionalPlugins: { type: 'array', items: text } }),
    }),
  ),
};
