// `node services/e2e/tools/validate-manifests.mjs < manifests.json`: a list of lists of Kubernetes resources is held to their schemas.
// Prints a list of problems for each list. What a resource is not allowed to be: of a kind that is not in KINDS, with a member that
// its schema does not have (the TypeScript compiler finds those, against types made of the real schemas), with a wrong value (the
// validators of the same packages find those).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import ts from 'typescript';
import { OPERATOR_SCHEMAS } from './operator-schemas.mjs';

/** Allowed kinds, and the package that knows each. */
const CORE = 'kubernetes-models';
const KINDS = {
  'v1 Namespace': CORE,
  'v1 ServiceAccount': CORE,
  'v1 ConfigMap': CORE,
  'v1 Service': CORE,
  'apps/v1 Deployment': CORE,
  'batch/v1 Job': CORE,
  'policy/v1 PodDisruptionBudget': CORE,
  'autoscaling/v2 HorizontalPodAutoscaler': CORE,
  'networking.k8s.io/v1 NetworkPolicy': CORE,
  'rbac.authorization.k8s.io/v1 Role': CORE,
  'rbac.authorization.k8s.io/v1 RoleBinding': CORE,
  'keda.sh/v1alpha1 ScaledObject': '@kubernetes-models/keda',
  'gateway.networking.k8s.io/v1 Gateway': '@kubernetes-models/gateway-api',
  'gateway.networking.k8s.io/v1 HTTPRoute': '@kubernetes-models/gateway-api',
  'cert-manager.io/v1 Certificate': '@kubernetes-models/cert-manager',
  'cert-manager.io/v1 Issuer': '@kubernetes-models/cert-manager',
  'monitoring.coreos.com/v1 PodMonitor': '@kubernetes-models/prometheus-operator',
  'monitoring.coreos.com/v1 PrometheusRule': '@kubernetes-models/prometheus-operator',
  'external-secrets.io/v1 ExternalSecret': '@kubernetes-models/external-secrets',
  'external-secrets.io/v1 SecretStore': '@kubernetes-models/external-secrets',
};

const ajv = new Ajv({ allErrors: true });
const operator = Object.fromEntries(
  Object.entries(OPERATOR_SCHEMAS).map(([kind, schema]) => [kind, ajv.compile(schema)]),
);
const kindOf = ({ apiVersion, kind }) => `${apiVersion} ${kind}`;
const moduleOf = (resource) => `${KINDS[kindOf(resource)]}/${resource.apiVersion}/${resource.kind}`;
const nameOf = (resource) => `${resource.kind} ${resource.metadata?.name}`;

/** Wrong values. */
async function byValue(resource) {
  const kind = kindOf(resource);
  if (operator[kind])
    return operator[kind](resource)
      ? []
      : operator[kind].errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  if (!KINDS[kind]) return [`${kind} is not allowed here`];
  const { [resource.kind]: Model } = await import(moduleOf(resource));
  try {
    new Model(resource).validate();
    return [];
  } catch (error) {
    return [error.message];
  }
}

/** Unknown members and missing ones: each resource as a literal of its type. One program for all, since loading types takes time. */
function byType(resources) {
  const folder = mkdtempSync(join(dirname(fileURLToPath(import.meta.url)), '.manifests-'));
  try {
    const file = join(folder, 'manifests.ts');
    const typed = resources.filter((resource) => KINDS[kindOf(resource)]);
    const lines = typed.map(
      (resource, n) =>
        `{ const r${n}: import('${moduleOf(resource)}').I${resource.kind} = ${JSON.stringify(resource)}; void r${n}; }`,
    );
    writeFileSync(file, `${lines.join('\n')}\nexport {};\n`);
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (diagnostic) => ({
        resource: typed[source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line],
        problem: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').slice(0, 400),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lists = JSON.parse(readFileSync(0, 'utf8'));
const typeProblems = byType(lists.flat());
const answer = [];
for (const list of lists) {
  const problems = [];
  for (const resource of list) {
    const own = typeProblems.filter((found) => found.resource === resource).map(({ problem }) => problem);
    for (const problem of [...own, ...(await byValue(resource))]) problems.push(`${nameOf(resource)}: ${problem}`);
  }
  answer.push(problems);
}
process.stdout.write(JSON.stringify(answer));
