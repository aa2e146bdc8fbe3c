/** What an attribute of MJCF can hold; arrays are written with spaces between their entries. */
export type AttributeValue = number | string | boolean | readonly number[];

/** Attributes by their MJCF names. Those that are undefined are left out, so that MuJoCo's defaults hold. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** A node of MJCF, MuJoCo's model language (https://mujoco.readthedocs.io/en/stable/XMLreference.html). */
export interface Element {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly Element[];
}

export function element(tag: string, attributes: Attributes = {}, children: readonly Element[] = []): Element {
  return { tag, attributes, children };
}

/** The text that MuJoCo compiles. Numbers are written so that they read back as the same doubles. */
export function toXml({ tag, attributes, children }: Element): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(Array.isArray(value) ? value.join(' ') : String(value))}"`)
    .join('');
  if (children.length === 0) return `<${tag}${written}/>`;
  return `<${tag}${written}>${children.map(toXml).join('')}</${tag}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
