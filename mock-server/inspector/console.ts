// What a reader of the inspector does to the mock: forms that need no script, and what each of their buttons does.
import type { Controls } from '../controls/controls.ts'
import { endpoints, type MockEndpoint } from '../controls/endpoints.ts'
import { faultsAt } from '../controls/faults/arm.ts'
import type { MockFaultName } from '../controls/faults/catalogue.ts'
import { forgeries, type MockForgeryName } from '../controls/forgeries/catalogue.ts'
import { isSameToken } from '../controls/http/token.ts'
import { MockOrcidOptionsError } from '../errors.ts'
import { behaviourSettings, type MockOrcidBehaviour } from '../options/behaviour.ts'
import type { Client } from '../orcid/registry/clients.ts'
import type { Token } from '../orcid/registry/grants.ts'
import { fullName, type Researcher } from '../orcid/registry/researchers.ts'
import { html, type Html } from '../orcid/web/html.ts'
import { parameter } from '../orcid/web/parameters.ts'
import { MAX_LISTED, queryOf, type Filter } from './filter.ts'

/** The two parts of a choice: what is before the first space, and the rest. */
function partsOf (form: URLSearchParams, name: string): [first: string, rest: string] {
  const [first = '', ...rest] = parameter(form, name).split(' ')
  return [first, rest.join(' ')]
}

type Act = (mock: Controls, form: URLSearchParams) => void

// An empty field is one that was left out.
function filled (form: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, parameter(form, name).trim()]).filter(([, value]) => value !== ''))
}

/** What a button does, by its value. Each throws `MOCK_ORCID_ERR_OPTIONS` for what makes no sense. */
const acts: Readonly<Record<string, Act>> = {
  'advance' ({ clock }, form) { clock.advance(Number(parameter(form, 'seconds'))) },
  'freeze' ({ clock }) { clock.freeze() },
  'run' ({ clock }) { clock.run() },
  'set-right' ({ clock }) { clock.reset() },
  'arm' ({ faults, forgeries }, form) {
    const [place, name] = partsOf(form, 'what')
    const times = parameter(form, 'times') === 'all' ? { times: Infinity } : {}
    const plan = { ...filled(form, ['client']), ...times }
    if (place === 'forge') forgeries.arm(name as MockForgeryName, plan)
    else faults.arm(place as MockEndpoint, name as MockFaultName, plan)
  },
  'disarm' ({ faults, forgeries }) { for (const armed of [faults, forgeries]) armed.reset() },
  'set' ({ behaviour }, form) {
    const [setting, value] = partsOf(form, 'setting')
    behaviour.change({ [setting]: value } as MockOrcidBehaviour)
  },
  'add' ({ people }, form) {
    const { email, ...names } = filled(form, ['givenNames', 'familyName', 'email'])
    people.add({ ...names as { givenNames: string }, ...(email !== undefined && { emails: [{ email }] }) })
  },
  'withdraw' ({ people }, form) {
    const [orcid, client] = partsOf(form, 'consent')
    people.find(orcid).withdraw(client)
  },
  'reset' (mock) { mock.reset() }
}

/** Does what a form asks. Throws `MOCK_ORCID_ERR_OPTIONS`, and then nothing has changed. */
export function doAct (mock: Controls, form: URLSearchParams): void {
  if (!isSameToken(parameter(form, 'secret'), mock.formSecret)) {
    throw new MockOrcidOptionsError('This form is of another page, or of a mock that has ended. Nothing was changed: try again here.')
  }
  const act = parameter(form, 'act')
  if (!Object.hasOwn(acts, act)) {
    throw new MockOrcidOptionsError(`There is no button "${act}": it is one of ${Object.keys(acts).join(', ')}.`)
  }
  acts[act]?.(mock, form)
}

interface Form {
  readonly fields?: readonly Html[]
  readonly buttons: Readonly<Record<string, string>>
}

function drawForm (mock: Controls, filter: Filter, { fields = [], buttons }: Form): Html {
  return html`<form class="act" method="post" action="${queryOf(filter)}">
<input type="hidden" name="secret" value="${mock.formSecret}">
${fields}<p class="row">${Object.entries(buttons).map(([act, text]) =>
  html`<button name="act" value="${act}">${text}</button> `)}</p>
</form>`
}

// The label names the field, and the box around it gives the heading.
function drawField (label: string, name: string, type = 'text'): Html {
  return html`<p class="field"><label for="act-${name}">${label}</label>
<input id="act-${name}" name="${name}" type="${type}"${name === 'givenNames' ? html` required` : null}></p>
`
}

export type Choice = readonly [value: string, text: string]

export function drawChoices (choices: readonly Choice[], chosen?: string): Html {
  return html`${choices.map(([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>
`)}`
}

interface Select { readonly label: string, readonly name: string, readonly form?: string }

export function drawSelect ({ label, name, form = 'act' }: Select, options: Html | readonly Html[]): Html {
  return html`<p class="field"><label for="${form}-${name}">${label}</label>
<select id="${form}-${name}" name="${name}">
${options}</select></p>
`
}

function drawGroup (label: string, choices: readonly Choice[]): Html {
  return html`<optgroup label="${label}">
${drawChoices(choices)}</optgroup>
`
}

const SPANS: readonly Choice[] = [
  ['60', 'a minute'], ['660', 'eleven minutes'], ['3600', 'an hour'], ['86400', 'a day'], ['31622400', 'a year'],
  ['662256000', 'twenty-one years']
]

export function drawClockForm (mock: Controls, filter: Filter): Html {
  const isFrozen = mock.registry.clock.isFrozen()
  return drawForm(mock, filter, {
    fields: [drawSelect({ label: 'Turn it forward by', name: 'seconds' }, drawChoices(SPANS))],
    buttons: { advance: 'Turn', ...(isFrozen ? { run: 'Let it run' } : { freeze: 'Stop it' }), 'set-right': 'Set it right' }
  })
}

const plain = (text: string): string => text.replaceAll('`', '')

const FAULTS = (Object.keys(endpoints) as MockEndpoint[]).map((endpoint) =>
  drawGroup(`${endpoint} fails`, faultsAt(endpoint).map(([name, { does }]) =>
    [`${endpoint} ${name}`, `${name}: ${plain(does)}`])))

const FORGERIES = drawGroup('ORCID lies', Object.entries(forgeries).map(([name, { does }]) =>
  [`forge ${name}`, `${name}: ${plain(does)}`]))

export function drawArmForm (mock: Controls, filter: Filter): Html {
  const { faults, forgeries, registry: { clients } } = mock
  const choices = [...clients.values()].slice(-MAX_LISTED).reverse()
    .map(({ clientId, name }): Choice => [clientId, `${name} (${clientId})`])
  const isArmed = faults.armed().length + forgeries.armed().length > 0
  return drawForm(mock, filter, {
    fields: [
      drawSelect({ label: 'What goes wrong', name: 'what' }, [...FAULTS, FORGERIES]),
      drawSelect({ label: 'For', name: 'client' }, drawChoices([['', 'every client'], ...choices])),
      drawSelect({ label: 'How often', name: 'times' }, drawChoices([['', 'once'], ['all', 'until all is taken back']]))
    ],
    buttons: { arm: 'Arm', ...(isArmed && { disarm: 'Take all back' }) }
  })
}

export function drawBehaviourForm (mock: Controls, filter: Filter): Html {
  const { behaviour } = mock.registry
  const groups = Object.entries(behaviourSettings).map(([setting, { values }]) =>
    drawGroup(setting, Object.entries(values).map(([value, does]) => {
      const now = behaviour[setting as keyof typeof behaviour] === value ? ' (now)' : ''
      return [`${setting} ${value}`, `${value}${now}: ${plain(does)}`]
    })))
  return drawForm(mock, filter, { fields: [drawSelect({ label: 'Setting', name: 'setting' }, groups)], buttons: { set: 'Change' } })
}

export function drawPersonForm (mock: Controls, filter: Filter): Html {
  const fields = [drawField('Given names', 'givenNames'), drawField('Family name', 'familyName'), drawField('E-mail address', 'email', 'email')]
  return drawForm(mock, filter, { fields, buttons: { add: 'Add a person' } })
}

/** Whom a person has granted something to that can be taken back; null if nobody has. */
export function drawWithdrawalForm (mock: Controls, filter: Filter): Html | null {
  const { registry: { grants, researchers, clients } } = mock
  const tokens = [...grants.consents.values()].flatMap((one) => [...one])
  const isOfBoth = ({ orcid, clientId }: Token): boolean => researchers.has(String(orcid)) && clients.has(clientId)
  const granted = new Set(tokens.filter(isOfBoth).map(({ orcid, clientId }) => `${orcid} ${clientId}`))
  if (granted.size === 0) return null
  const choices = [...granted].slice(-MAX_LISTED).reverse().map((value): Choice => {
    const [orcid, clientId] = value.split(' ') as [string, string]
    const [person, client] = [researchers.get(orcid) as Researcher, clients.get(clientId) as Client]
    return [value, `${fullName(person)}: ${client.name}`]
  })
  const fields = [drawSelect({ label: 'A person takes back what was granted', name: 'consent' }, drawChoices(choices))]
  return drawForm(mock, filter, { fields, buttons: { withdraw: 'Withdraw' } })
}

export function drawResetForm (mock: Controls, filter: Filter): Html {
  return drawForm(mock, filter, { buttons: { reset: 'Reset the mock' } })
}
