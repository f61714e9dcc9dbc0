import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { repositoryRoot } from '@iimp/testbed/repository';

export const OVERLAYS = ['small', 'production', 'airgapped'] as const;
export type Overlay = (typeof OVERLAYS)[number];

export interface Container {
  name: string;
  image: string;
  ports?: { name?: string; containerPort: number }[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  [other: string]: unknown;
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  [other: string]: unknown;
}

export interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

/** What the checks look at. The schemas are held by validate-manifests.mjs. */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: Record<string, unknown> & { template?: { metadata: { labels: Record<string, string> }; spec: PodSpec } };
  data?: Record<string, string>;
  /** Of a Role. */
  rules?: { resources: string[]; resourceNames?: string[]; verbs: string[] }[];
  /** Of a RoleBinding. */
  roleRef?: { kind: string; name: string };
  subjects?: Subject[];
}

/** Each overlay as `kubectl kustomize` renders it. */
export async function renderAll(): Promise<Record<Overlay, Resource[]>> {
  const kubectl = line(await runLocal('kubectl', ['start']), 'KUBECTL');
  const render = (overlay: Overlay): Resource[] => {
    const folder = join(repositoryRoot(), 'k8s/overlays', overlay);
    const text = execFileSync(kubectl, ['kustomize', folder], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
    return parseAllDocuments(text).map((document) => document.toJS() as Resource);
  };
  return { small: render('small'), production: render('production'), airgapped: render('airgapped') };
}

/** Problems of each list of resources, by their schemas. */
export function validate(lists: readonly (readonly object[])[]): string[][] {
  const tool = join(repositoryRoot(), 'services/e2e/tools/validate-manifests.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [tool], {
    input: JSON.stringify(lists),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}

/** A copy in which the member at `path` (`spec.template.spec.containers.0.image`) has another value, or is gone when it is undefined. */
export function changed(resource: Resource, path: string, value: unknown): Resource {
  const copy = structuredClone(resource);
  const parts = path.split('.');
  const last = parts.pop() as string;
  let at = copy as unknown as Record<string, unknown>;
  for (const part of parts) at = at[part] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
