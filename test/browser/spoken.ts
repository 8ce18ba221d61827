// What a screen reader says of a page, line by line: read from the accessibility tree that Chromium hands to one.
import type { CDPSession, Page } from 'playwright-core'

type Node = Awaited<ReturnType<typeof treeOf>>[number]

async function treeOf (session: CDPSession) {
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
}

/** What is said of an element, before its name; an element with another role is silent and its content is said. */
const WORDS: Readonly<Record<string, string>> = {
  heading: 'heading',
  link: 'link',
  button: 'button',
  textbox: 'edit',
  searchbox: 'search',
  checkbox: 'checkbox',
  combobox: 'menu',
  DisclosureTriangle: 'disclosure',
  alert: 'alert',
  status: 'status',
  group: 'group',
  list: 'list',
  banner: 'banner',
  main: 'main',
  contentinfo: 'footer',
  navigation: 'navigation',
  complementary: 'aside',
  search: 'search form',
  form: 'form',
  region: 'region'
}

/** Roles whose name is their content. */
const WHOLE: ReadonlySet<string> = new Set(['heading', 'link', 'button', 'textbox', 'searchbox', 'checkbox', 'combobox'])

/** Roles of which nothing is said while they have no name. */
const NAMED: ReadonlySet<string> = new Set(['list', 'group', 'form', 'region'])

/** Roles whose text has been said as the name of something else. */
const REPEATED: ReadonlySet<string> = new Set(['LabelText', 'Legend', 'DisclosureTriangle'])

const STATES = ['level', 'checked', 'expanded', 'required', 'invalid'] as const

function statesOf ({ properties = [], value, description }: Node): string[] {
  const states = STATES.flatMap((name) => {
    const said: unknown = properties.find((property) => property.name === name)?.value.value
    if (said === undefined || said === '' || (name !== 'expanded' && String(said) === 'false')) return []
    if (name === 'level') return [String(said)]
    if (name === 'expanded') return [said === true ? 'expanded' : 'collapsed']
    return [name]
  })
  return [
    ...states,
    ...(value?.value === undefined || value.value === '' ? [] : [`"${String(value.value)}"`]),
    ...(description?.value === undefined || description.value === '' ? [] : [`(${String(description.value)})`])
  ]
}

function clean (text: unknown): string {
  return String(text ?? '').replace(/\s+/g, ' ').trim()
}

/** Everything that is said, in order: what an element is, its state, its name; and the text between. */
export async function hear (page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const nodes = await treeOf(session)
  await session.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const said: string[] = []
  const say = (node: Node, isRepeated: boolean): void => {
    const role = String(node.role?.value)
    const name = clean(node.name?.value)
    const word = node.ignored || (NAMED.has(role) && name === '') ? undefined : WORDS[role]
    if (word !== undefined) said.push([word, ...statesOf(node), name].filter((part) => part !== '').join(' '))
    if (role === 'StaticText' && name !== '' && !isRepeated) said.push(name)
    if (word !== undefined && WHOLE.has(role)) return
    for (const id of node.childIds ?? []) {
      const child = byId.get(id)
      if (child !== undefined) say(child, isRepeated || REPEATED.has(role))
    }
  }
  const [root] = nodes
  if (root !== undefined) say(root, false)
  return said
}
