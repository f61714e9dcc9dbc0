import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const kubectl = await program();
  const render = (overlay: Overlay): Resource[] => renderBy(kubectl, join(k8s, 'overlays', overlay));
  return { small: render('small'), production: render('production'), airgapped: render('airgapped') };
}

/** What an operator writes into a file below k8s/: a text, and what is put in its place. */
export type Edit = readonly [file: string, from: string, to: string];

/** An overlay as it is rendered after edits. */
export async function renderEdited(overlay: Overlay, edits: readonly Edit[]): Promise<Resource[]> {
  const kubectl = await program();
  const folder = mkdtempSync(join(tmpdir(), 'iimp-k8s-'));
  try {
    cpSync(k8s, folder, { recursive: true });
    for (const [name, from, to] of edits) {
      const file = join(folder, name);
      const text = readFileSync(file, 'utf8');
      if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
      writeFileSync(file, text.replace(from, to));
    }
    return renderBy(kubectl, join(folder, 'overlays', overlay));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const k8s = join(repositoryRoot(), 'k8s');

async function program(): Promise<string> {
  return line(await runLocal('kubectl', ['start']), 'KUBECTL');
}

function renderBy(kubectl: string, folder: string): Resource[] {
  const options = { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024, stdio: 'pipe' } as const;
  const text = execFileSync(kubectl, ['kustomize', folder], options);
  return parseAllDocuments(text).map((document) => document.toJS() as Resource);
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

export function findIn(resources: readonly Resource[], kind: string, name?: string): Resource {
  const found = resources.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** The resources with one member of one of them changed: of the given name, or the only one of its kind. */
export function changeIn(
  resources: readonly Resource[],
  kind: string,
  name: string | undefined,
  path: string,
  value: unknown,
): Resource[] {
  const original = findIn(resources, kind, name);
  return resources.map((each) => (each === original ? changed(each, path, value) : each));
}
